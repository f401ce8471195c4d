import { eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { predictions } from './schema.ts';

/** What moves between `predictions` and `trash`; the label is found anew on the way back. */
const moved = sql.raw(
  '"id", "image_id", "model_id", "status", "digit", "confidence", "probabilities", "reading", "decided_by", "sampled", "duration_ms", "created_at"',
);

const listed = (ids: readonly string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`;

/** Removes a prediction for good, and its image when nothing else needs it. False when there was none. */
export async function removePrediction(db: Database['db'], id: string): Promise<boolean> {
  const [row] = await db
    .select({ imageId: predictions.imageId })
    .from(predictions)
    .where(eq(predictions.id, id));
  if (!row) return false;
  return (await removeAll(db, sql`"predictions"`, [{ id, imageId: row.imageId }])) > 0;
}

/** Removes rows of `predictions` or `trash` for good, with the images that nothing else needs. @returns how many there were. */
export async function removeAll(
  db: Database['db'],
  table: SQL,
  rows: readonly { readonly id: string; readonly imageId: string }[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const imageIds = [...new Set(rows.map(({ imageId }) => imageId))];
  const unused = sql`(select value from json_each(${JSON.stringify(imageIds)})
    where not exists (select 1 from "predictions" where "image_id" = value) and not exists (select 1 from "trash" where "image_id" = value))`;
  const [removed] = await db.batch([
    db.all(sql`delete from ${table} where "id" in ${listed(rows.map(({ id }) => id))} returning "id"`),
    db.run(sql`delete from "labels" where "image_id" in ${unused}`),
    db.run(sql`delete from "replay_answers" where "image_id" in ${unused}`),
    db.run(sql`delete from "image_bytes" where "image_id" in ${unused}`),
    db.run(sql`delete from "images" where "id" in ${unused}`),
  ]);
  return removed.length;
}

/** Moves predictions into the trash. @returns how many there were. */
export async function trashPredictions(
  db: Database['db'],
  ids: readonly string[],
  deletion: { readonly id: string; readonly deletedAt: Date },
): Promise<number> {
  const [, removed] = await db.batch([
    db.run(sql`insert into "trash" (${moved}, "deletion_id", "deleted_at")
      select ${moved}, ${deletion.id}, ${deletion.deletedAt.getTime()} from "predictions" where "id" in ${listed(ids)}`),
    db.all(sql`delete from "predictions" where "id" in ${listed(ids)} returning "id"`),
  ]);
  return removed.length;
}

/** Brings back what is left of a deletion, with the labels that count now. @returns how many. */
export async function restorePredictions(db: Database['db'], deletionId: string): Promise<number> {
  const [, restored] = await db.batch([
    db.run(sql`insert into "predictions" (${moved}, "label")
      select ${moved}, (select "digit" from "labels" where "labels"."image_id" = "trash"."image_id" order by "labels"."id" desc limit 1)
      from "trash" where "deletion_id" = ${deletionId}`),
    db.all(sql`delete from "trash" where "deletion_id" = ${deletionId} returning "id"`),
  ]);
  return restored.length;
}

/** Removes for good the oldest of what was thrown away before a time. @returns how many went. */
export async function emptyTrash(db: Database['db'], olderThan: Date, limit: number): Promise<number> {
  const rows = await db.all<{ id: string; imageId: string }>(
    sql`select "id", "image_id" as "imageId" from "trash" where "deleted_at" < ${olderThan.getTime()} order by "deleted_at" limit ${limit}`,
  );
  return removeAll(db, sql`"trash"`, rows);
}
