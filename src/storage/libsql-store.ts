import { and, eq, notExists, sql } from 'drizzle-orm';
import { ConflictError } from '../core/errors.ts';
import type { Label } from '../core/prediction.ts';
import type {
  NewPrediction,
  PredictionPage,
  PredictionQuery,
  PredictionStore,
  StoredPrediction,
} from '../core/store.ts';
import type { Database } from './database.ts';
import { orUnavailable } from './outage.ts';
import { newestFirst, predictionConditions } from './predictions-query.ts';
import { predictionColumns, toStoredPrediction } from './rows.ts';
import { imageBytes, images, labels, models, predictions } from './schema.ts';

/**
 * The store over libSQL: a file, memory, or a server. Every change is one batch, that is one transaction and, on a server, one
 * round trip; nothing is read first and decided later, so concurrent writers cannot come between.
 */
export function createLibsqlStore(database: Database): PredictionStore {
  const { db } = database;
  const newestLabel = (imageId: unknown) =>
    sql<Label | null>`(select "digit" from "labels" where "image_id" = ${imageId} order by "id" desc limit 1)`.mapWith(
      labels.digit,
    );
  const labelParam = (label: Label | null) => sql.param(label, labels.digit);

  /** Adds a label if the condition holds, and repeats the newest one on the predictions of the image. */
  const labelStatements = (imageId: unknown, label: NewLabel, condition = sql`true`) =>
    [
      db.run(sql`insert into "labels" ("image_id", "digit", "source", "created_at")
        select "id", ${labelParam(label.digit)}, ${label.source}, ${label.createdAt.getTime()} from "images"
        where "id" = ${imageId} and ${condition} returning "id"`),
      db
        .update(predictions)
        .set({ label: newestLabel(imageId) })
        .where(eq(predictions.imageId, sql`${imageId}`)),
    ] as const;

  async function record(prediction: NewPrediction): Promise<StoredPrediction> {
    const { model, label, createdAt } = prediction;
    const { bytes, mediaType, width, height } = prediction.image;
    const picture = { mediaType, width, height, byteLength: bytes.length };
    const facts = ownFacts(prediction);
    const sha256 = await sha256Hex(bytes);
    const imageId = sql`(select "id" from "images" where "sha256" = ${sha256})`;
    const modelId = sql`(select "id" from "models" where "sha256" = ${model.sha256} and "name" = ${model.name} and "version" = ${model.version})`;
    const [, , , [stored]] = await db.batch([
      db
        .insert(models)
        .values({ ...model, createdAt })
        .onConflictDoNothing(),
      db
        .insert(images)
        .values({ ...picture, id: prediction.image.id, sha256, createdAt })
        .onConflictDoNothing({ target: images.sha256 }),
      db.insert(imageBytes).values({ imageId, bytes }).onConflictDoNothing(),
      db
        .insert(predictions)
        .values({
          ...facts,
          imageId,
          modelId,
          label: newestLabel(imageId),
        })
        .returning({ imageId: predictions.imageId, label: predictions.label }),
      ...(label === null ? [] : labelStatements(imageId, { digit: label, source: 'client', createdAt })),
    ]);
    if (!stored) throw new Error(`Cannot record prediction ${prediction.id}: no row came back`);
    return {
      ...facts,
      image: { ...picture, id: stored.imageId, sha256 },
      model,
      label: label ?? stored.label,
      sampled: false,
    };
  }

  const selectPredictions = () =>
    db
      .select(predictionColumns)
      .from(predictions)
      .innerJoin(images, eq(images.id, predictions.imageId))
      .innerJoin(models, eq(models.id, predictions.modelId));

  async function find(id: string): Promise<StoredPrediction | null> {
    const [row] = await selectPredictions().where(eq(predictions.id, id));
    return row ? toStoredPrediction(row) : null;
  }

  async function list(query: PredictionQuery): Promise<PredictionPage> {
    const rows = await selectPredictions()
      .where(predictionConditions(query))
      .orderBy(newestFirst)
      .limit(query.limit + 1);
    const items = rows.slice(0, query.limit).map(toStoredPrediction);
    return { items, next: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
  }

  async function remove(id: string): Promise<boolean> {
    const [row] = await db
      .select({ imageId: predictions.imageId })
      .from(predictions)
      .where(eq(predictions.id, id));
    if (!row) return false;
    const { imageId } = row;
    const unused = notExists(
      db.select({ one: sql`1` }).from(predictions).where(eq(predictions.imageId, imageId)),
    );
    const [removed] = await db.batch([
      db.delete(predictions).where(eq(predictions.id, id)).returning({ id: predictions.id }),
      db.delete(labels).where(and(eq(labels.imageId, imageId), unused)),
      db.delete(imageBytes).where(and(eq(imageBytes.imageId, imageId), unused)),
      db.delete(images).where(and(eq(images.id, imageId), unused)),
    ]);
    return removed.length > 0;
  }

  async function findBytes(id: string) {
    const [row] = await db
      .select({ image: predictionColumns.image, bytes: imageBytes.bytes })
      .from(images)
      .innerJoin(imageBytes, eq(imageBytes.imageId, images.id))
      .where(eq(images.id, id));
    return row ?? null;
  }

  async function findLabel(imageId: string): Promise<Label | null | undefined> {
    const [row] = await db
      .select({ label: newestLabel(imageId) })
      .from(images)
      .where(eq(images.id, imageId));
    return row?.label;
  }

  async function setLabel(
    imageId: string,
    label: Parameters<PredictionStore['setLabel']>[1],
  ): Promise<boolean> {
    const expected = label.replaces;
    const unchanged =
      expected === undefined ? undefined : sql`${newestLabel(imageId)} is ${labelParam(expected)}`;
    const [added, , [image]] = await db.batch([
      ...labelStatements(imageId, label, unchanged),
      db
        .select({ label: newestLabel(imageId) })
        .from(images)
        .where(eq(images.id, imageId)),
    ]);
    if (!image) return false;
    if (added.rows.length > 0) return true;
    throw new ConflictError(
      `Cannot set label of image ${imageId}: it is ${image.label ?? 'unset'} now, expected ${expected ?? 'unset'}`,
    );
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
    find: (id) => attempt('read the prediction', () => find(id)),
    list: (query) => attempt('list predictions', () => list(query)),
    remove: (id) => attempt('remove the prediction', () => remove(id)),
    imageBytes: (id) => attempt('read the image', () => findBytes(id)),
    label: (imageId) => attempt('read the label', () => findLabel(imageId)),
    setLabel: (imageId, label) => attempt('set the label', () => setLabel(imageId, label)),
    checkWritable: () => attempt('write to the database', checkWritable),
    close: () => database.close(),
  };
}

type NewLabel = Omit<Parameters<PredictionStore['setLabel']>[1], 'replaces'>;

async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What both tables and answers hold as it is; picked by name, so that nothing else of the caller's object gets in. */
function ownFacts(prediction: NewPrediction) {
  const { id, status, digit, confidence, probabilities, reading, decidedBy, durationMs, createdAt } =
    prediction;
  return { id, status, digit, confidence, probabilities, reading, decidedBy, durationMs, createdAt };
}
