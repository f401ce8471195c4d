import type { Database } from 'libsql';
import { hasContent, imageContent } from './image-content.ts';
import { createPlainRecorder } from './record-plain-rows.ts';
import { idempotencyLifetime, type RecordResult, type RecordRow } from './record-row.ts';

/**
 * The fast way to record, over the driver below `@libsql/client`: prepared statements on one connection of the thread that
 * owns all writing. It opens no transaction: the caller joins many rows in one commit.
 *
 * @returns a function that writes rows in order; it throws at the first that cannot be written, and the caller rolls back.
 */
export function createRecorder(db: Database): (rows: readonly RecordRow[]) => RecordResult[] {
  const insertModel = db.prepare(
    'insert into models (name, version, sha256, created_at) values (?, ?, ?, ?) on conflict do nothing',
  );
  const insertImage = db.prepare(
    `insert into images (id, sha256, media_type, width, height, byte_length, created_at) values (?, ?, ?, ?, ?, ?, ?) on conflict (${imageContent}) do nothing returning id`,
  );
  const insertBytes = db.prepare('insert into image_bytes (image_id, bytes) values (?, ?)');
  const selectImage = db.prepare(
    `select id, (select digit from labels where image_id = images.id order by id desc limit 1) as label from images where ${hasContent('?1')}`,
  );
  const insertPrediction = db.prepare(
    `insert into predictions (id, image_id, model_id, status, digit, confidence, probabilities, reading, decided_by, label, duration_ms, created_at)
     values (?, ?, (select id from models where sha256 = ? and name = ? and version = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertLabel = db.prepare(
    'insert into labels (image_id, digit, source, created_at) values (?, ?, ?, ?)',
  );
  const relabel = db.prepare('update predictions set label = ? where image_id = ?');
  const selectKey = db.prepare(
    `select fingerprint, prediction_id as id from idempotency_keys
     where key = ? and created_at >= ? and exists (select 1 from predictions where predictions.id = prediction_id)`,
  );
  const replaceKey = db.prepare(
    'insert or replace into idempotency_keys (key, fingerprint, prediction_id, created_at) values (?, ?, ?, ?)',
  );

  const plain = createPlainRecorder(db);

  /** @param imageIsIn whether the row's image was written already, under its own id or as one that was there before */
  function record(row: RecordRow, imageIsIn = false): RecordResult {
    const { image, model, idempotency, createdAt } = row;
    if (idempotency) {
      const { key, fingerprint } = idempotency;
      const known = selectKey.get(key, createdAt - idempotencyLifetime) as KeyRow | undefined;
      if (known)
        return known.fingerprint === fingerprint
          ? { kind: 'replayed', id: known.id }
          : { kind: 'key-reused' };
      replaceKey.run(key, fingerprint, row.id, createdAt);
    }
    const inserted =
      !imageIsIn &&
      insertImage.get(
        image.id,
        image.sha256,
        image.mediaType,
        image.width,
        image.height,
        image.bytes.length,
        createdAt,
      );
    const known = inserted
      ? { id: image.id, label: null }
      : (selectImage.get(image.sha256) as { id: string; label: number | null });
    const isNew = known.id === image.id;
    if (isNew) insertBytes.run(image.id, image.bytes);
    const label = row.label ?? known.label;
    if (row.label !== null) {
      insertLabel.run(known.id, row.label, row.labelSource, createdAt);
      if (row.label !== known.label) relabel.run(row.label, known.id);
    }
    insertPrediction.run(
      row.id,
      known.id,
      model.sha256,
      model.name,
      model.version,
      row.status,
      row.digit,
      row.confidence,
      row.probabilities,
      row.reading,
      row.decidedBy,
      label,
      row.durationMs,
      createdAt,
    );
    return { kind: 'stored', imageId: known.id, label };
  }

  return (rows) => {
    let model: RecordRow['model'] | undefined;
    const results: RecordResult[] = [];
    while (results.length < rows.length) {
      const row = rows[results.length] as RecordRow;
      if (
        row.model.sha256 !== model?.sha256 ||
        row.model.name !== model.name ||
        row.model.version !== model.version
      ) {
        model = row.model;
        insertModel.run(model.name, model.version, model.sha256, row.createdAt);
      }
      const together = rows.slice(results.length, results.length + plain.fitting(rows, results.length));
      if (together.length === 0) results.push(record(row));
      else if (plain.write(together))
        for (const { image, label } of together) results.push({ kind: 'stored', imageId: image.id, label });
      else for (const each of together) results.push(record(each, true));
    }
    return results;
  };
}

interface KeyRow {
  readonly fingerprint: string;
  readonly id: string;
}
