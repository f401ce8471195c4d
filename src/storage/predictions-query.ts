import { and, type SQL, sql } from 'drizzle-orm';
import type { PredictionFilter, PredictionQuery } from '../core/store.ts';
import { facetCondition, isBinEdge } from './facet.ts';

/** How far, in milliseconds, a prediction's time may be off the time in its id: they are taken one after the other. */
const skew = 1000;

/**
 * The walk along the index that finds a page. Without a filter it goes along the ids. With one it goes along every facet
 * that the filter takes at once, and a priority queue (the ordered recursion) hands out the nearest of all heads: so any
 * combination of filters costs a few index seeks per facet and per row of the page, however many rows there are.
 *
 * @param limit how many rows it gives at most.
 * @returns a statement that gives rows of `id` and `fits` (whether what the index cannot tell holds, too), in the order of
 * the walk: the newest first or, for `after`, the oldest.
 */
export function pageWalk(query: PredictionQuery, limit: number): SQL {
  const filter = facetCondition(query, sql`"present"."facet"`);
  return filter ? alongFacets(query, filter, limit) : alongIds(query, limit);
}

function alongIds(query: PredictionQuery, limit: number): SQL {
  const order = query.after === undefined ? sql`desc` : sql`asc`;
  const { above, below } = idBounds(query);
  const where = and(above, below) ?? sql`1`;
  return sql`select "id", ${rowCondition(query) ?? sql`1`} as "fits" from "predictions" where ${where} order by "id" ${order} limit ${limit}`;
}

function alongFacets(query: PredictionQuery, filter: SQL, limit: number): SQL {
  const forward = query.after !== undefined;
  const [nearest, order, beyond] = forward
    ? [sql`min("id")`, sql`asc nulls last`, sql`"id" > "merged"."id"`]
    : [sql`max("id")`, sql`desc`, sql`"id" < "merged"."id"`];
  const { above, below } = idBounds(query);
  const head = (of: SQL, ...bounds: (SQL | undefined)[]) =>
    sql`(select ${nearest} from "predictions" where ${and(sql`"predictions"."facet" = ${of}`, ...bounds)})`;
  const fits = rowCondition(query);
  return sql`with recursive "merged"("facet", "id") as (
      select "present"."facet", ${head(sql`"present"."facet"`, above, below)} from "facets" as "present" where ${filter}
      union all
      select "merged"."facet", ${head(sql`"merged"."facet"`, beyond, forward ? below : above)} from "merged" where "merged"."id" is not null
      order by 2 ${order} limit ${limit})
    select "merged"."id", ${fits ? sql`(select ${fits} from "predictions" where "predictions"."id" = "merged"."id")` : sql`1`} as "fits"
    from "merged" where "merged"."id" is not null`;
}

/**
 * Cursors and times as bounds of the id: it begins with the time in milliseconds, twelve hexadecimal digits (UUIDv7). One
 * bound a side, the nearer: of two the index would take the first, and walk all that lies between.
 */
function idBounds({ before, after, from, until }: PredictionQuery): { above?: SQL; below?: SQL } {
  const ends = [before, until && idAt(until.getTime() + skew)].filter((id) => id !== undefined);
  const starts = [after, from && idAt(from.getTime() - skew)].filter((id) => id !== undefined);
  const end = ends.toSorted()[0];
  const start = starts.toSorted().at(-1);
  return {
    ...(end !== undefined && { below: sql`"id" < ${end}` }),
    ...(start !== undefined && { above: sql`"id" > ${start}` }),
  };
}

/** The least UUIDv7 of a moment, or rather what every id from then on is greater than. */
export function idAt(ms: number): string {
  const hex = Math.min(Math.max(ms, 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** What the index cannot tell: the exact time, and a bound of the confidence inside a bin. */
function rowCondition({ from, until, minConfidence, maxConfidence }: PredictionFilter): SQL | undefined {
  return and(
    from && sql`"created_at" >= ${from.getTime()}`,
    until && sql`"created_at" < ${until.getTime()}`,
    minConfidence === undefined || isBinEdge(minConfidence)
      ? undefined
      : sql`"confidence" >= ${minConfidence}`,
    maxConfidence === undefined || isBinEdge(maxConfidence)
      ? undefined
      : sql`"confidence" < ${maxConfidence}`,
  );
}
