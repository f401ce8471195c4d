import { and, sql } from 'drizzle-orm';
import type { PredictionCount, PredictionFilter } from '../core/store.ts';
import type { Database } from './database.ts';
import { facetCondition, isBinEdge, presentFacets } from './facet.ts';

const dayMs = 86_400_000;

/** Counts what a filter takes: a sum over `tallies`, facet by facet, whatever the number of predictions. */
export async function countPredictions(
  db: Database['db'],
  filter: PredictionFilter,
): Promise<PredictionCount> {
  const { from, until, minConfidence = 0, maxConfidence = 1 } = filter;
  const firstDay = from && Math.floor(from.getTime() / dayMs);
  const endDay = until && Math.ceil(until.getTime() / dayMs);
  const facets = facetCondition(filter, sql`"present"."facet"`);
  const span = and(
    firstDay === undefined ? undefined : sql`"day" >= ${firstDay}`,
    endDay === undefined ? undefined : sql`"day" < ${endDay}`,
  );
  const tally = and(sql`"tallies"."facet" = "present"."facet"`, span);
  const [row] = await db.all<{ count: number }>(
    facets
      ? sql`with recursive ${presentFacets}
      select coalesce(sum((select sum("count") from "tallies" where ${tally})), 0) as "count" from "present" where "present"."facet" is not null and ${facets}`
      : sql`select coalesce(sum("count"), 0) as "count" from "days" where ${span ?? sql`1`}`,
  );
  const cutsDay = [from, until].some((time) => time && time.getTime() % dayMs !== 0);
  const cutsBin = !isBinEdge(minConfidence) || !isBinEdge(maxConfidence);
  return { count: row?.count ?? 0, exact: !cutsDay && !cutsBin };
}
