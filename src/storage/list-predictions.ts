import { eq, inArray } from 'drizzle-orm';
import type { PredictionPage, PredictionQuery, StoredPrediction } from '../core/store.ts';
import type { Database } from './database.ts';
import { pageWalk } from './predictions-query.ts';
import { predictionColumns, toStoredPrediction } from './rows.ts';
import { images, models, predictions } from './schema.ts';

/** Every stored prediction, before conditions: with its model and the facts of its image. */
export const selectPredictions = (db: Database['db']) =>
  db
    .select(predictionColumns)
    .from(predictions)
    .innerJoin(images, eq(images.id, predictions.imageId))
    .innerJoin(models, eq(models.id, predictions.modelId));

/** The predictions of these ids that there are, by id. */
export async function findPredictions(
  db: Database['db'],
  ids: readonly string[],
): Promise<Map<string, StoredPrediction>> {
  if (ids.length === 0) return new Map();
  const rows = await selectPredictions(db).where(inArray(predictions.id, [...ids]));
  return new Map(rows.map((row) => [row.prediction.id, toStoredPrediction(row)]));
}

/** Where a condition on single rows throws many away, a page ends after so many, full or not. */
const mostWalked = 500;

/** A page: first its ids along the index, then their rows. What is deleted in between is left out. */
export async function listPredictions(db: Database['db'], query: PredictionQuery): Promise<PredictionPage> {
  const { ids, next } = await findPage(db, query);
  const found = await findPredictions(db, ids);
  const items = ids.flatMap((id) => found.get(id) ?? []);
  return { items: query.after === undefined ? items : items.toReversed(), next };
}

async function findPage(db: Database['db'], query: PredictionQuery) {
  const fitting: string[] = [];
  let rest = query;
  let limit = query.limit + 1;
  for (let walked = 0; ; limit *= 4) {
    const rows = await db.all<{ id: string; fits: number }>(pageWalk(rest, limit));
    fitting.push(...rows.filter(({ fits }) => fits === 1).map(({ id }) => id));
    const ids = fitting.slice(0, query.limit);
    walked += rows.length;
    const last = rows.at(-1)?.id;
    if (fitting.length > query.limit) return { ids, next: ids.at(-1) ?? null };
    if (last === undefined || rows.length < limit) return { ids, next: null };
    if (walked >= mostWalked) return { ids, next: last };
    rest = query.after === undefined ? { ...query, before: last } : { ...query, after: last };
  }
}
