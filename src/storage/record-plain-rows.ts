import type { Database, Statement } from 'libsql';
import { imageContent } from './image-content.ts';
import type { RecordRow } from './record-row.ts';

/** How many rows a statement writes at once; each size is prepared once. */
const sizes = [32, 16, 8, 4, 2];

export interface PlainRecorder {
  /** How many of the rows from `at` on can be written at once; 0 when the first has to be written by itself. */
  fitting(rows: readonly RecordRow[], at: number): number;
  /**
   * Writes rows whose images are all new, all labelled or none, with one statement a table.
   *
   * @returns false when some image was there before: images that were not are in, nothing else is.
   */
  write(rows: readonly RecordRow[]): boolean;
}

/** A row without idempotency key needs nothing of the database but to be kept, if its image is new. */
const isPlain = ({ idempotency }: RecordRow): boolean => idempotency === null;
const isLabelled = ({ label }: RecordRow): boolean => label !== null;

/**
 * Records rows many at a time: a call of the driver costs more than what SQLite does in it. A prototype
 * of it halved the CPU of a row in groups of 32.
 */
export function createPlainRecorder(db: Database): PlainRecorder {
  const selectModel = db.prepare('select id from models where sha256 = ? and name = ? and version = ?');
  const images = bySize(
    db,
    'insert into images (id, sha256, media_type, width, height, byte_length, created_at)',
    7,
    `on conflict (${imageContent}) do nothing`,
  );
  const bytes = bySize(db, 'insert into image_bytes (image_id, bytes)', 2);
  const labels = bySize(db, 'insert into labels (image_id, digit, source, created_at)', 4);
  const predictions = bySize(
    db,
    'insert into predictions (id, image_id, model_id, status, digit, confidence, probabilities, reading, decided_by, label, duration_ms, created_at)',
    12,
  );

  return {
    fitting(rows, at) {
      let count = 0;
      const first = rows[at];
      while (at + count < rows.length && count < (sizes[0] ?? 0)) {
        const row = rows[at + count];
        if (!first || !row || !isPlain(row) || row.model.sha256 !== first.model.sha256) break;
        if (isLabelled(row) !== isLabelled(first)) break;
        count++;
      }
      return sizes.find((size) => size <= count) ?? 0;
    },
    write(rows) {
      const [first] = rows as [RecordRow];
      const { model } = first;
      const { changes } = images(rows.length).run(
        ...rows.flatMap(({ image, createdAt }) => [
          image.id,
          image.sha256,
          image.mediaType,
          image.width,
          image.height,
          image.bytes.length,
          createdAt,
        ]),
      );
      if (changes !== rows.length) return false;
      const { id: modelId } = selectModel.get(model.sha256, model.name, model.version) as { id: number };
      bytes(rows.length).run(...rows.flatMap(({ image }) => [image.id, image.bytes]));
      if (isLabelled(first))
        labels(rows.length).run(
          ...rows.flatMap(({ image, label, labelSource, createdAt }) => [
            image.id,
            label,
            labelSource,
            createdAt,
          ]),
        );
      predictions(rows.length).run(
        ...rows.flatMap((row) => [
          row.id,
          row.image.id,
          modelId,
          row.status,
          row.digit,
          row.confidence,
          row.probabilities,
          row.reading,
          row.decidedBy,
          row.label,
          row.durationMs,
          row.createdAt,
        ]),
      );
      return true;
    },
  };
}

/** The statement that inserts so many rows. */
function bySize(db: Database, insert: string, columns: number, conflict = ''): (rows: number) => Statement {
  const prepared = new Map<number, Statement>();
  const row = `(${Array(columns).fill('?').join(', ')})`;
  return (rows) => {
    const known = prepared.get(rows);
    if (known) return known;
    const statement = db.prepare(`${insert} values ${Array(rows).fill(row).join(', ')} ${conflict}`);
    prepared.set(rows, statement);
    return statement;
  };
}
