import { sql } from 'drizzle-orm';
import { check, customType, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { MediaType } from '../core/image.ts';
import type { Digit, Reading } from '../core/prediction.ts';
import { statuses } from '../core/prediction.ts';
import { labelSources } from '../core/store.ts';

/** A BLOB as the web knows bytes; Drizzle's own `blob` is a Node `Buffer`. */
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'blob',
});

const listed = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(', '));

/** Pictures, once per content. `id` is a UUIDv7; `sha256` hexadecimal; times are milliseconds since 1970, UTC. */
export const images = sqliteTable(
  'images',
  {
    id: text().primaryKey(),
    sha256: text().notNull().unique(),
    mediaType: text('media_type').$type<MediaType>().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    byteLength: integer('byte_length').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
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

/**
 * What a model said of a picture; one picture may have many.
 *
 * `label` repeats the newest row of `labels` for the picture, written in the same transaction: so a list filtered by
 * label walks one index in order. Every index ends with `id`, the order of the list.
 */
export const predictions = sqliteTable(
  'predictions',
  {
    id: text().primaryKey(),
    imageId: text('image_id')
      .notNull()
      .references(() => images.id),
    modelName: text('model_name').notNull(),
    modelVersion: text('model_version').notNull(),
    modelSha256: text('model_sha256').notNull(),
    status: text({ enum: statuses }).notNull(),
    digit: integer().$type<Digit>(),
    confidence: real().notNull(),
    /** JSON: ten numbers. */
    probabilities: text({ mode: 'json' }).$type<readonly number[]>().notNull(),
    /** JSON, when there are several digits. */
    reading: text({ mode: 'json' }).$type<Reading>(),
    decidedBy: text('decided_by'),
    label: integer().$type<Digit>(),
    durationMs: real('duration_ms').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    index('predictions_image').on(table.imageId),
    index('predictions_digit').on(table.digit, table.id),
    index('predictions_status').on(table.status, table.id),
    index('predictions_model').on(table.modelVersion, table.id),
    index('predictions_label').on(table.label, table.id),
    index('predictions_labelled').on(table.id).where(sql`"label" is not null`),
    index('predictions_time').on(table.createdAt, table.id),
    check('predictions_status_known', sql`${table.status} in (${listed(statuses)})`),
    check('predictions_digit_range', sql`${table.digit} between 0 and 9`),
    check('predictions_label_range', sql`${table.label} between 0 and 9`),
    check('predictions_confidence_range', sql`${table.confidence} between 0 and 1`),
    check('predictions_probabilities_ten', sql`json_array_length(${table.probabilities}) = 10`),
    check(
      'predictions_reading_if_multiple',
      sql`${table.status} <> 'multiple' or ${table.reading} is not null`,
    ),
    check('predictions_duration', sql`${table.durationMs} >= 0`),
  ],
);

/** True labels, append-only: the newest (highest `id`) of an image counts. */
export const labels = sqliteTable(
  'labels',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    imageId: text('image_id')
      .notNull()
      .references(() => images.id),
    digit: integer().$type<Digit>().notNull(),
    source: text({ enum: labelSources }).notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    index('labels_image').on(table.imageId, table.id),
    check('labels_digit_range', sql`${table.digit} between 0 and 9`),
    check('labels_source_known', sql`${table.source} in (${listed(labelSources)})`),
  ],
);
