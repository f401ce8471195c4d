import { and, sql } from 'drizzle-orm';
import type { PredictionCount, PredictionFilter } from '../core/store.ts';
import type { Database } from './database.ts';
import { facetCondition, isBinEdge } from './facet.ts';

const dayMs = 86_400_000;

/** Counts what a filter takes: a sum over what triggers keep, whatever the number of predictions. */
export async function countPredictions(
  db: Database['db'],
  filter: PredictionFilter,
): Promise<PredictionCount> {
  const { from, until, minConfidence = 0, maxConfidence = 1 } = filter;
  const firstDay = from && Math.floor(from.getTime() / dayMs);
  const endDay = until && Math.ceil(until.getTime() / dayMs);
  const span = and(
    firstDay === undefined ? undefined : sql`"day" >= ${firstDay}`,
    endDay === undefined ? undefined : sql`"day" < ${endDay}`,
  );
  const facets = facetCondition(filter, sql`"facet"`);
  const table = span === undefined ? sql`"facets"` : facets === undefined ? sql`"days"` : sql`"tallies"`;
  const [row] = await db.all<{ count: number }>(
    sql`select coalesce(sum("count"), 0) as "count" from ${table} where ${and(facets, span) ?? sql`1`}`,
  );
  const cutsDay = [from, until].some((time) => time && time.getTime() % dayMs !== 0);
  const cutsBin = !isBinEdge(minConfidence) || !isBinEdge(maxConfidence);
  return { count: row?.count ?? 0, exact: !cutsDay && !cutsBin };
}
