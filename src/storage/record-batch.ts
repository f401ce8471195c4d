import type { Client, InStatement } from '@libsql/client';
import { hasContent, imageContent } from './image-content.ts';
import { idempotencyLifetime, type RecordResult, type RecordRow } from './record-row.ts';

/**
 * Records rows in one batch of a client: one transaction and, on a server, one round trip. Nothing is read first and decided
 * later, so that concurrent writers cannot come between. All rows or, when it throws, none.
 */
export async function recordBatch(client: Client, rows: readonly RecordRow[]): Promise<RecordResult[]> {
  const each = rows.map(statementsOf);
  const results = await client.batch(
    each.flatMap(({ statements }) => statements),
    'write',
  );
  let end = 0;
  return each.map(({ statements, prediction }): RecordResult => {
    const begin = end;
    end += statements.length;
    const stored = results[begin + prediction]?.rows[0];
    if (stored)
      return { kind: 'stored', imageId: String(stored['image_id']), label: stored['label'] as number | null };
    const key = results[end - 1]?.rows[0];
    return key?.['matches'] ? { kind: 'replayed', id: String(key['prediction_id']) } : { kind: 'key-reused' };
  });
}

/** The statements of a row, and which of them inserts the prediction. A row without a key depends on nothing: `1`. */
function statementsOf(row: RecordRow): { statements: InStatement[]; prediction: number } {
  const { id, image, model, idempotency, createdAt } = row;
  const { name, version, sha256 } = model;
  const guard = idempotency
    ? 'exists (select 1 from idempotency_keys where key = :key and prediction_id = :id)'
    : '1';
  const key = idempotency ? { key: idempotency.key, id } : {};
  const content = image.sha256;
  const imageId = `(select id from images where ${hasContent(':content')})`;
  const newest = `(select digit from labels where image_id = ${imageId} order by id desc limit 1)`;
  const before: InStatement[] = idempotency ? claimKey(idempotency, row) : [];
  const label: InStatement[] =
    row.label === null
      ? []
      : [
          {
            sql: `update predictions set label = :label where image_id = ${imageId} and ${newest} is not :label and ${guard}`,
            args: { label: row.label, content, ...key },
          },
          {
            sql: `insert into labels (image_id, digit, source, created_at) select ${imageId}, :label, :source, :createdAt where ${guard}`,
            args: { label: row.label, source: row.labelSource, content, createdAt, ...key },
          },
        ];
  const after: InStatement[] = idempotency
    ? [
        {
          sql: 'select prediction_id, fingerprint = :fingerprint as matches from idempotency_keys where key = :key',
          args: { key: idempotency.key, fingerprint: idempotency.fingerprint },
        },
      ]
    : [];
  const statements: InStatement[] = [
    ...before,
    {
      sql: 'insert into models (name, version, sha256, created_at) values (:name, :version, :sha256, :createdAt) on conflict do nothing',
      args: { name, version, sha256, createdAt },
    },
    {
      sql: `insert into images (id, sha256, media_type, width, height, byte_length, created_at)
        select :image, :content, :mediaType, :width, :height, :byteLength, :createdAt where ${guard} on conflict (${imageContent}) do nothing`,
      args: {
        image: image.id,
        content,
        mediaType: image.mediaType,
        width: image.width,
        height: image.height,
        byteLength: image.bytes.length,
        createdAt,
        ...key,
      },
    },
    {
      sql: `insert into image_bytes (image_id, bytes) select ${imageId}, :bytes where ${guard} on conflict do nothing`,
      args: { content, bytes: image.bytes, ...key },
    },
    ...label,
    {
      sql: `insert into predictions (id, image_id, model_id, status, digit, confidence, probabilities, reading, decided_by, label, duration_ms, created_at)
        select :id, ${imageId}, (select id from models where sha256 = :sha256 and name = :name and version = :version),
          :status, :digit, :confidence, :probabilities, :reading, :decidedBy, ${newest}, :durationMs, :createdAt where ${guard}
        returning image_id, label`,
      args: {
        id,
        content,
        name,
        version,
        sha256,
        status: row.status,
        digit: row.digit,
        confidence: row.confidence,
        probabilities: row.probabilities,
        reading: row.reading,
        decidedBy: row.decidedBy,
        durationMs: row.durationMs,
        createdAt,
        ...key,
      },
    },
    ...after,
  ];
  return { statements, prediction: statements.length - 1 - after.length };
}

/** Forgets the key when it is old or its prediction is gone, then takes it when it is free. */
const claimKey = (
  { key, fingerprint }: NonNullable<RecordRow['idempotency']>,
  { id, createdAt }: RecordRow,
) => [
  {
    sql: `delete from idempotency_keys where key = :key
      and (created_at < :oldest or not exists (select 1 from predictions where predictions.id = prediction_id))`,
    args: { key, oldest: createdAt - idempotencyLifetime },
  },
  {
    sql: 'insert into idempotency_keys (key, fingerprint, prediction_id, created_at) values (:key, :fingerprint, :id, :createdAt) on conflict do nothing',
    args: { key, fingerprint, id, createdAt },
  },
];
