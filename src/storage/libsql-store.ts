import { desc, eq, inArray, sql } from 'drizzle-orm';
import { KeyReusedError, UnavailableError } from '../core/errors.ts';
import type { NewPrediction, PredictionStore, RecordOutcome, StoredPrediction } from '../core/store.ts';
import { countPredictions } from './count-predictions.ts';
import type { Database } from './database.ts';
import { groupRows } from './group-rows.ts';
import { findLabel, labelHistory, setLabel, setLabels } from './labels.ts';
import { findPredictions, listPredictions, selectPredictions } from './list-predictions.ts';
import { orUnavailable } from './outage.ts';
import { recordBatch } from './record-batch.ts';
import {
  asStored,
  idempotencyLifetime,
  type RecordResult,
  type RecordRow,
  toRecordRow,
} from './record-row.ts';
import { emptyTrash, removePrediction, restorePredictions, trashPredictions } from './removal.ts';
import { predictionColumns, toStoredPrediction } from './rows.ts';
import { idempotencyKeys, imageBytes, images, predictions } from './schema.ts';

/** As many readings of one image as anybody looks at. */
const mostReadings = 1000;

/**
 * The store over libSQL: a file, memory, or a server. Every change is one batch, that is one transaction and, on a server, one
 * round trip; nothing is read first and decided later, so concurrent writers cannot come between.
 */
export function createLibsqlStore(database: Database): PredictionStore {
  const { db } = database;
  const recordHere = (rows: readonly RecordRow[]) => recordBatch(database.client, rows);
  const recordRows = database.record ?? recordHere;
  const { record: carry } = database;
  const recordRow = carry ? async (row: RecordRow) => (await carry([row]))[0] : groupRows(recordHere);

  const find = async (id: string): Promise<StoredPrediction | null> =>
    (await findPredictions(db, [id])).get(id) ?? null;

  async function toStored(
    prediction: NewPrediction,
    row: RecordRow,
    result: RecordResult | undefined,
  ): Promise<StoredPrediction> {
    if (!result) throw new Error(`Cannot record prediction ${row.id}: no row came back`);
    if (result.kind === 'stored') return asStored(prediction, row, result);
    if (result.kind === 'key-reused')
      throw new KeyReusedError('Cannot record the prediction: its idempotency key came with another request');
    const first = await find(result.id);
    if (first) return first;
    throw new UnavailableError('Cannot record the prediction: the one of its first try was deleted just now');
  }

  async function record(prediction: NewPrediction): Promise<StoredPrediction> {
    const row = toRecordRow(prediction);
    return toStored(prediction, row, await recordRow(row));
  }

  async function recordAll(all: readonly NewPrediction[]): Promise<RecordOutcome[]> {
    const rows = all.map(toRecordRow);
    const results = await recordRows(rows).catch((error: unknown) => {
      if (all.length === 1) throw error;
    });
    // Together they are written or not: one that cannot be must not take the others with it.
    const outcomes = all.map((prediction, i) => {
      const row = rows[i];
      return results && row
        ? toStored(prediction, row, results[i])
        : attempt('record the prediction', () => record(prediction));
    });
    return (await Promise.allSettled(outcomes)).map((outcome) =>
      outcome.status === 'fulfilled' ? { stored: outcome.value } : { error: toError(outcome.reason) },
    );
  }

  async function findIdempotent(key: string, now: Date) {
    const [row] = await db.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, key));
    if (!row || row.createdAt.getTime() < now.getTime() - idempotencyLifetime) return null;
    return { fingerprint: row.fingerprint, prediction: await find(row.predictionId) };
  }

  async function findBytes(id: string) {
    const [row] = await db
      .select({ image: predictionColumns.image, bytes: imageBytes.bytes })
      .from(images)
      .innerJoin(imageBytes, eq(imageBytes.imageId, images.id))
      .where(eq(images.id, id));
    return row ?? null;
  }

  async function findManyBytes(ids: readonly string[]) {
    const rows = await db
      .select({ id: imageBytes.imageId, bytes: imageBytes.bytes })
      .from(imageBytes)
      .where(inArray(imageBytes.imageId, [...ids]));
    return new Map(rows.map(({ id, bytes }) => [id, bytes]));
  }

  async function predictionsOf(imageId: string): Promise<StoredPrediction[]> {
    const rows = await selectPredictions(db)
      .where(eq(predictions.imageId, imageId))
      .orderBy(desc(sql`"predictions"."rowid"`))
      .limit(mostReadings);
    return rows.map(toStoredPrediction).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** A real row into a real table and out again, in one transaction: proves lock, permission and disk. */
  async function checkWritable(): Promise<void> {
    const id = 'write-check';
    const row = {
      id,
      sha256: '0'.repeat(64),
      mediaType: 'image/png',
      width: 1,
      height: 1,
      byteLength: 1,
    } as const;
    await db.batch([
      db.insert(images).values({ ...row, createdAt: new Date(0) }),
      db.delete(images).where(eq(images.id, id)),
    ]);
  }

  const attempt = <T>(action: string, work: () => Promise<T>) => orUnavailable(action, work, database.renew);
  return {
    record: (prediction) => attempt('record the prediction', () => record(prediction)),
    recordAll: (all) => attempt('record the predictions', () => recordAll(all)),
    findIdempotent: (key, now) => attempt('read the idempotency key', () => findIdempotent(key, now)),
    find: (id) => attempt('read the prediction', () => find(id)),
    list: (query) => attempt('list predictions', () => listPredictions(db, query)),
    count: (filter) => attempt('count predictions', () => countPredictions(db, filter)),
    remove: (id) => attempt('remove the prediction', () => removePrediction(db, id)),
    trash: (ids, deletion) => attempt('delete predictions', () => trashPredictions(db, ids, deletion)),
    restore: (deletionId) => attempt('restore predictions', () => restorePredictions(db, deletionId)),
    emptyTrash: (olderThan, limit) => attempt('empty the trash', () => emptyTrash(db, olderThan, limit)),
    imageBytes: (id) => attempt('read the image', () => findBytes(id)),
    manyImageBytes: (ids) => attempt('read the images', () => findManyBytes(ids)),
    predictionsOf: (imageId) => attempt('list predictions', () => predictionsOf(imageId)),
    label: (imageId) => attempt('read the label', () => findLabel(db, imageId)),
    labelHistory: (imageId) => attempt('read the labels', () => labelHistory(db, imageId)),
    setLabel: (imageId, label) => attempt('set the label', () => setLabel(db, imageId, label)),
    setLabels: (imageIds, label) => attempt('set the labels', () => setLabels(db, imageIds, label)),
    checkWritable: () => attempt('write to the database', checkWritable),
    close: () => database.close(),
  };
}

const toError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
