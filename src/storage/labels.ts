import { desc, eq, type SQL, sql } from 'drizzle-orm';
import { ConflictError } from '../core/errors.ts';
import type { Label } from '../core/prediction.ts';
import type { LabelEntry, NewLabel } from '../core/store.ts';
import type { Database } from './database.ts';
import { labelCode } from './label-code.ts';
import { images, labels } from './schema.ts';

/** As many lines of a history as anybody looks at. */
const mostEntries = 1000;

/** The label that counts for an image, `null` for none. */
const newestLabel = (imageId: SQL | string) =>
  sql<Label | null>`(select "digit" from "labels" where "image_id" = ${imageId} order by "id" desc limit 1)`.mapWith(
    labels.digit,
  );

const codeOf = (label: Label | null) => (label === null ? null : labelCode(label));

export async function findLabel(db: Database['db'], imageId: string): Promise<Label | null | undefined> {
  const [row] = await db
    .select({ label: newestLabel(imageId) })
    .from(images)
    .where(eq(images.id, imageId));
  return row?.label;
}

export const labelHistory = (db: Database['db'], imageId: string): Promise<LabelEntry[]> =>
  db
    .select({ label: labels.digit, source: labels.source, createdAt: labels.createdAt })
    .from(labels)
    .where(eq(labels.imageId, imageId))
    .orderBy(desc(labels.id))
    .limit(mostEntries);

/** @throws ConflictError when the label is no longer the one to be replaced. */
export async function setLabel(
  db: Database['db'],
  imageId: string,
  label: NewLabel & { readonly replaces?: Label | null | undefined },
): Promise<boolean> {
  const expected = label.replaces;
  const unchanged =
    expected === undefined ? sql`1` : sql`${newestLabel(sql`"images"."id"`)} is ${codeOf(expected)}`;
  const [added, , [image]] = await db.batch([
    addLabels(db, [imageId], label, unchanged),
    repeatLabels(db, [imageId]),
    db
      .select({ label: newestLabel(imageId) })
      .from(images)
      .where(eq(images.id, imageId)),
  ]);
  if (!image) return false;
  if (added.length > 0) return true;
  throw new ConflictError(
    `Cannot set label of image ${imageId}: it is ${image.label ?? 'unset'} now, expected ${expected ?? 'unset'}`,
  );
}

export async function setLabels(
  db: Database['db'],
  imageIds: readonly string[],
  label: NewLabel,
): Promise<number> {
  const [added] = await db.batch([addLabels(db, imageIds, label, sql`1`), repeatLabels(db, imageIds)]);
  return added.length;
}

const listed = (ids: readonly string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`;

/** A label for those of the images that there are and for which the condition holds. */
const addLabels = (db: Database['db'], imageIds: readonly string[], label: NewLabel, condition: SQL) =>
  db.all(sql`insert into "labels" ("image_id", "digit", "source", "created_at")
    select "id", ${codeOf(label.digit)}, ${label.source}, ${label.createdAt.getTime()} from "images"
    where "id" in ${listed(imageIds)} and ${condition} returning "id"`);

/** Predictions repeat the label that counts, so that lists find them by it. */
const repeatLabels = (db: Database['db'], imageIds: readonly string[]) =>
  db.run(sql`update "predictions" set "label" = ${newestLabel(sql`"predictions"."image_id"`)}
    where "image_id" in ${listed(imageIds)} and "label" is not ${newestLabel(sql`"predictions"."image_id"`)}`);
