import type { Database } from 'bun:sqlite';
import { notADigit } from '../../src/core/prediction.ts';
import { labelCode } from '../../src/storage/label-code.ts';
import { createRandom } from '../../tests/support/synthetic.ts';
import { createPictures } from './pictures.ts';
import { createReader } from './readings.ts';

const rowsPerCommit = 50_000;
const year = 365 * 86_400_000;

export interface FillOptions {
  readonly count: number;
  /** Milliseconds since 1970: the newest row; they go back a year from there. */
  readonly until: number;
  readonly progress: (done: number) => void;
}

/**
 * Fills an empty, migrated database: predictions of a year, each of its own picture; 2 % labelled, nearly all rightly; 0.05 %
 * in the random sample; a new model version half way. Without indexes and triggers, which are made anew at the end: the
 * result is the same, in a fraction of the time.
 */
export function fill(db: Database, { count, until, progress }: FillOptions): void {
  const later = db
    .query<{ type: string; name: string; sql: string }, []>(
      "select type, name, sql from sqlite_master where sql is not null and (type = 'trigger' or type = 'index') and tbl_name in ('predictions', 'images', 'labels') order by type",
    )
    .all();
  for (const { type, name } of later) db.run(`drop ${type} "${name}"`);
  insertAll(db, { count, until, progress });
  for (const { sql, type } of later) if (type === 'index') db.run(sql);
  db.run(
    'insert into tallies (facet, day, count, confidence_sum) select facet, created_at / 86400000, count(*), sum(confidence) from predictions group by 1, 2',
  );
  db.run('insert into facets select facet, sum(count), sum(confidence_sum) from tallies group by 1');
  db.run(
    'insert into days select created_at / 86400000, model_id, count(*), sum(confidence) from predictions group by 1, 2',
  );
  for (const { sql, type } of later) if (type === 'trigger') db.run(sql);
}

function insertAll(db: Database, { count, until, progress }: FillOptions): void {
  const insertImage = db.query("insert into images values (?, ?, 'image/png', 28, 28, ?, ?)");
  const insertBytes = db.query('insert into image_bytes values (?, ?)');
  const insertLabel = db.query("insert into labels values (null, ?, ?, 'person', ?)");
  const insertPrediction = db.query(`insert into predictions
    (id, image_id, model_id, status, digit, confidence, probabilities, reading, decided_by, label, sampled, duration_ms, created_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const random = createRandom(1);
  const read = createReader(random);
  const picture = createPictures();
  for (const [id, version] of [
    [1, '0.9.0'],
    [2, '1.0.0'],
  ])
    db.query('insert or ignore into models values (?, ?, ?, ?, ?)').run(
      id ?? 0,
      'inkwell',
      version ?? '',
      '00'.repeat(32),
      until - year,
    );

  const one = (i: number) => {
    const time = Math.floor(until - year + (year * (i + random())) / count);
    const [id, imageId] = [idAt(time, 2 * i), idAt(time, 2 * i + 1)];
    const bytes = picture(i, imageId);
    const { status, digit, confidence, probabilities, reading, decidedBy } = read(i % 10);
    const labelled = random() < (status === 'ok' ? 0.015 : 0.15);
    const truth =
      random() < 0.97 ? i % 10 : random() < 0.5 ? labelCode(notADigit) : Math.floor(random() * 10);
    const label = labelled ? truth : null;
    const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
    insertImage.run(imageId, sha256, bytes.length, time);
    insertBytes.run(imageId, bytes);
    if (label !== null) insertLabel.run(imageId, label, time + 60_000);
    insertPrediction.run(
      id,
      imageId,
      i < count / 2 ? 1 : 2,
      status,
      digit,
      confidence,
      probabilities,
      reading,
      decidedBy,
      label,
      random() < 0.0005 ? 1 : 0,
      0.2 + random(),
      time,
    );
  };
  for (let done = 0; done < count; done += rowsPerCommit) {
    const end = Math.min(done + rowsPerCommit, count);
    db.transaction(() => {
      for (let i = done; i < end; i++) one(i);
    })();
    progress(end);
  }
}

/** A UUIDv7: the time, then a number that grows with every row. */
function idAt(time: number, n: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}
