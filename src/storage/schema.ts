import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { MediaType } from '../core/image.ts';
import type { Digit, Label, Reading, Status } from '../core/prediction.ts';
import { statuses } from '../core/prediction.ts';
import { labelSources } from '../core/store.ts';
import { facet } from './facet.ts';
import { imageContent } from './image-content.ts';
import { labelCode, labelFromCode } from './label-code.ts';

/** A BLOB as the web knows bytes; Drizzle's own `blob` is a Node `Buffer`. */
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'blob',
});

const label = customType<{ data: Label; driverData: number }>({
  dataType: () => 'integer',
  toDriver: labelCode,
  fromDriver: labelFromCode,
});

const listed = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(', '));

/** Pictures, once per content (see `image-content.ts`). `id` is a UUIDv7; `sha256` hexadecimal; times are milliseconds since 1970, UTC. */
export const images = sqliteTable(
  'images',
  {
    id: text().primaryKey(),
    sha256: text().notNull(),
    mediaType: text('media_type').$type<MediaType>().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    byteLength: integer('byte_length').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    uniqueIndex('images_content').on(sql.raw(imageContent)),
    check('images_sha256', sql`length(${table.sha256}) = 64`),
    check('images_media_type', sql`${table.mediaType} like 'image/%'`),
    check('images_size', sql`${table.width} > 0 and ${table.height} > 0 and ${table.byteLength} > 0`),
  ],
);

/** The bytes as uploaded, apart from the facts: lists read `images` and never page past megabytes of pictures. */
export const imageBytes = sqliteTable('image_bytes', {
  imageId: text('image_id')
    .primaryKey()
    .references(() => images.id),
  bytes: bytes().notNull(),
});

/** Which networks have ever read for us. `sha256` is of the stage files in their order. */
export const models = sqliteTable(
  'models',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    version: text().notNull(),
    sha256: text().notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [unique('models_identity').on(table.sha256, table.name, table.version)],
);

/** What `predictions` and `trash` both hold. */
const predictionFacts = () => ({
  id: text().primaryKey(),
  imageId: text('image_id')
    .notNull()
    .references(() => images.id),
  modelId: integer('model_id')
    .notNull()
    .references(() => models.id),
  status: text({ enum: statuses }).notNull(),
  digit: integer().$type<Digit>(),
  confidence: real().notNull(),
  /** JSON: ten numbers. */
  probabilities: text({ mode: 'json' }).$type<readonly number[]>().notNull(),
  /** JSON, when there are several digits. */
  reading: text({ mode: 'json' }).$type<Reading>(),
  decidedBy: text('decided_by'),
  label: label(),
  /** Whether the picture was drawn into the random sample by which accuracy is judged without bias. */
  sampled: integer({ mode: 'boolean' }).notNull().default(false),
  durationMs: real('duration_ms').notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
});

/**
 * What a model said of a picture; one picture may have many.
 *
 * `label` repeats the newest row of `labels` for the picture, written in the same transaction. `facet` packs all that a list
 * can be filtered by into one number (see `facet.ts`): one index on it, in the order of the list, serves every combination
 * of filters. Triggers keep `tallies` true on every insert, update and delete, whoever does it.
 */
export const predictions = sqliteTable(
  'predictions',
  { ...predictionFacts(), facet: integer().generatedAlwaysAs(facet, { mode: 'virtual' }) },
  (table) => [
    index('predictions_image').on(table.imageId),
    index('predictions_facet').on(table.facet, table.id),
    check('predictions_status_known', sql`${table.status} in (${listed(statuses)})`),
    check('predictions_digit_range', sql`${table.digit} between 0 and 9`),
    check('predictions_label_range', sql`${table.label} between 0 and 10`),
    check('predictions_confidence_range', sql`${table.confidence} between 0 and 1`),
    check('predictions_probabilities_ten', sql`json_array_length(${table.probabilities}) = 10`),
    check(
      'predictions_reading_if_multiple',
      sql`${table.status} <> 'multiple' or ${table.reading} is not null`,
    ),
    check('predictions_duration', sql`${table.durationMs} >= 0`),
  ],
);

/** Predictions that a person threw away a short while ago and may still want back; their images stay until they are emptied out. */
export const trash = sqliteTable(
  'trash',
  {
    ...predictionFacts(),
    /** What one undo brings back together. */
    deletionId: text('deletion_id').notNull(),
    deletedAt: integer('deleted_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    index('trash_deletion').on(table.deletionId),
    index('trash_image').on(table.imageId),
    index('trash_age').on(table.deletedAt),
  ],
);

/** Counts of `predictions` by facet, kept by triggers; a facet that no prediction has is not there. */
export const facets = sqliteTable('facets', {
  facet: integer().primaryKey(),
  count: integer().notNull(),
  confidenceSum: real('confidence_sum').notNull(),
});

/** Counts of `predictions` by facet and day (days since 1970, UTC), kept by triggers: nothing that people wait for is counted row by row. */
export const tallies = sqliteTable(
  'tallies',
  {
    facet: integer().notNull(),
    day: integer().notNull(),
    count: integer().notNull(),
    confidenceSum: real('confidence_sum').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.facet] })],
);

/** The same by day and model alone: for series over time, and to count everything. */
export const days = sqliteTable(
  'days',
  {
    day: integer().notNull(),
    modelId: integer('model_id').notNull(),
    count: integer().notNull(),
    confidenceSum: real('confidence_sum').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.modelId] })],
);

/** True labels, append-only: the newest (highest `id`) of an image counts. A null `digit` takes the label back. */
export const labels = sqliteTable(
  'labels',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    imageId: text('image_id')
      .notNull()
      .references(() => images.id),
    digit: label(),
    source: text({ enum: labelSources }).notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    index('labels_image').on(table.imageId, table.id),
    check('labels_digit_range', sql`${table.digit} between 0 and 10`),
    check('labels_source_known', sql`${table.source} in (${listed(labelSources)})`),
  ],
);

export const replayStates = ['running', 'done', 'cancelled', 'failed'] as const;

/** Stored pictures read again by another model, to compare before it is promoted. */
export const replays = sqliteTable('replays', {
  id: text().primaryKey(),
  modelId: integer('model_id')
    .notNull()
    .references(() => models.id),
  state: text({ enum: replayStates }).notNull(),
  /** Which predictions: `labelled`, `recent`, `all`. */
  scope: text().notNull().default('recent'),
  /** The last prediction that was done, to go on from. */
  cursor: text(),
  total: integer().notNull(),
  done: integer().notNull(),
  changed: integer().notNull().default(0),
  /** JSON: running counts of right and wrong, before and after, on labelled ones. */
  summary: text({ mode: 'json' }).$type<Readonly<Record<string, number>>>().notNull().default({}),
  error: text(),
  startedAt: integer('started_at', { mode: 'timestamp_ms' }).notNull(),
  finishedAt: integer('finished_at', { mode: 'timestamp_ms' }),
});

/** What the replayed model says, beside what was said. */
export const replayAnswers = sqliteTable(
  'replay_answers',
  {
    replayId: text('replay_id')
      .notNull()
      .references(() => replays.id, { onDelete: 'cascade' }),
    predictionId: text('prediction_id').notNull(),
    imageId: text('image_id').notNull(),
    status: text().$type<Status>().notNull(),
    digit: integer().$type<Digit>(),
    confidence: real().notNull(),
    /** What was read when there are several digits. */
    text: text(),
    /** Another status or another digit (another text, of several) than before. */
    changed: integer({ mode: 'boolean' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.replayId, table.predictionId] }),
    index('replay_answers_changed').on(table.replayId, table.changed, table.predictionId),
    index('replay_answers_image').on(table.imageId),
  ],
);

/** Keys of programs. Only a SHA-256 of the key is kept; the key itself was shown once. */
export const apiKeys = sqliteTable('api_keys', {
  id: text().primaryKey(),
  name: text().notNull(),
  sha256: text().notNull().unique(),
  /** Space-separated: read, predict, admin. */
  scopes: text().notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' }),
  revokedAt: integer('revoked_at', { mode: 'timestamp_ms' }),
});

/** `Idempotency-Key`s that were seen: a retry gets the prediction that the first try made. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    key: text().primaryKey(),
    /** Of the request: its bytes and what else counts. */
    fingerprint: text().notNull(),
    predictionId: text('prediction_id').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('idempotency_keys_age').on(table.createdAt)],
);

/** What the service remembers of itself from one start to the next, e.g. `active-model`. */
export const memory = sqliteTable('memory', {
  name: text().primaryKey(),
  value: text().notNull(),
});
