import Driver from 'libsql';
import { busyTimeoutMs, settings } from '../../src/storage/file-settings.ts';
import { toRecordRow } from '../../src/storage/record-row.ts';
import { createRecorder } from '../../src/storage/recorder.ts';
import { createRandom } from '../../tests/support/synthetic.ts';
import { createPictures } from '../seed/pictures.ts';
import { createReader } from '../seed/readings.ts';

const rowsPerCommit = 32;

export interface InsertRate {
  readonly rowsPerSecond: number;
  /** As a worker has it. */
  readonly cpuMicrosPerRow: number;
}

/**
 * Records as a worker does, in groups of 32, turn by turn into each of the files: whatever else the machine
 * does in the meantime, it does to all of them.
 */
export function measureInserts(paths: readonly string[], rounds: number, newId: () => string): InsertRate[] {
  const random = createRandom(9);
  const read = createReader(random);
  const picture = createPictures(200);
  const files = paths.map((path) => {
    const db = new Driver(path, { timeout: busyTimeoutMs });
    db.exec(`${settings} pragma wal_autocheckpoint = 0; pragma cache_size = -4000;`);
    return { db, record: createRecorder(db), wall: 0, cpu: 0 };
  });
  const group = () =>
    Array.from({ length: rowsPerCommit }, (_, i) => {
      const { probabilities, reading, ...rest } = read(i % 10);
      return toRecordRow({
        ...rest,
        id: newId(),
        digit: rest.digit as 0 | null,
        probabilities: JSON.parse(probabilities),
        reading: reading === null ? null : JSON.parse(reading),
        image: { id: newId(), mediaType: 'image/png', width: 28, height: 28, bytes: picture(i, newId()) },
        model: { name: 'inkwell', version: '1.0.0', sha256: '00'.repeat(32) },
        label: null,
        durationMs: 0.5,
        createdAt: new Date(),
      });
    });
  for (let round = 0; round < rounds; round++)
    for (const file of files) {
      const rows = group();
      const [cpu, begin] = [process.cpuUsage(), performance.now()];
      file.db.exec('begin immediate');
      file.record(rows);
      file.db.exec('commit');
      file.wall += performance.now() - begin;
      const { user, system } = process.cpuUsage(cpu);
      file.cpu += user + system;
    }
  return files.map(({ db, wall, cpu }) => {
    db.close();
    const rows = rounds * rowsPerCommit;
    return { rowsPerSecond: Math.round(rows / (wall / 1000)), cpuMicrosPerRow: Math.round(cpu / rows) };
  });
}
