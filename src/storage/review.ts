import { eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { MalformedError } from '../core/errors.ts';
import type { ReviewItem, ReviewQuery, ReviewStore } from '../core/review-store.ts';
import type { Database } from './database.ts';
import { facetCondition } from './facet.ts';
import { orUnavailable } from './outage.ts';
import { extendSample } from './random-sample.ts';
import { inOrder, type RankedFacet, rankInDoubt } from './review-order.ts';
import { predictionColumns, toStoredPrediction } from './rows.ts';
import { images, models, predictions } from './schema.ts';

/** How many facets the first statement walks, and each next one twice as many: mostly the first few are enough. */
const fewFacets = 4;
/** SQLite joins at most 500 selects. */
const mostFacets = 64;
/** Settled mistakes are passed over while looking for open ones; so many at most, then the page ends early. */
const mostPassedOver = 2000;
/** Of a drawn sample, the most that are put in order. */
const mostSampled = 10_000;

interface Place {
  readonly facet: number;
  readonly id: string;
}

/**
 * The review queue over libSQL. Nobody keeps a queue: it is the index on (facet, id), walked facet after facet in the
 * order of doubt, so that what was labelled in between is simply no longer there.
 */
export function createReviewStore(database: Database, random: () => number = Math.random): ReviewStore {
  const { db } = database;

  async function facetsOf(condition: SQL | undefined): Promise<number[]> {
    const rows = await db.all<{ facet: number }>(
      sql`select "facet" from "facets" where ${condition ?? sql`1`}`,
    );
    return rows.map(({ facet }) => facet);
  }

  async function load(ids: readonly string[]): Promise<Map<string, ReviewItem['prediction']>> {
    if (ids.length === 0) return new Map();
    const rows = await db
      .select(predictionColumns)
      .from(predictions)
      .innerJoin(images, eq(images.id, predictions.imageId))
      .innerJoin(models, eq(models.id, predictions.modelId))
      .where(inArray(predictions.id, [...ids]));
    return new Map(rows.map((row) => [row.prediction.id, toStoredPrediction(row)]));
  }

  /** Up to `limit` places of each facet, the newest first, those of the facet under way from `before` on. */
  async function walk(facets: readonly RankedFacet[], limit: number, before?: Place): Promise<Place[]> {
    const selects = facets.map(({ facet, reason }) => {
      const older = before?.facet === facet ? sql`and "id" < ${before.id}` : sql``;
      const rows = sql`select "id", "facet", "image_id", "label" from "predictions" where "facet" = ${facet} ${older} order by "id" desc`;
      return reason === 'mistake'
        ? sql`select "id", "facet" from (${rows} limit ${mostPassedOver}) as "row" where ${unsettled} limit ${limit}`
        : sql`select "id", "facet" from (${rows} limit ${limit})`;
    });
    const rank = new Map(facets.map(({ facet }, i) => [facet, i]));
    const places = await db.all<Place>(
      sql.join(
        selects.map((select) => sql`select * from (${select})`),
        sql` union all `,
      ),
    );
    return places.toSorted(
      (a, b) => (rank.get(a.facet) ?? 0) - (rank.get(b.facet) ?? 0) || (a.id < b.id ? 1 : -1),
    );
  }

  async function inDoubt({ limit, after }: ReviewQuery): Promise<ReviewItem[]> {
    const from = after === undefined ? undefined : parseCursor(after);
    const start = from && rankInDoubt(from.facet);
    if (from && !start) throw badCursor();
    const facets = (await facetsOf(doubtful))
      .map(rankInDoubt)
      .filter((ranked) => ranked !== null)
      .filter((ranked) => !start || inOrder(ranked, start) >= 0)
      .toSorted(inOrder);
    const reasons = new Map(facets.map(({ facet, reason }) => [facet, reason]));
    const places: Place[] = [];
    let rest = facets;
    for (
      let step = fewFacets;
      rest.length > 0 && places.length < limit;
      step = Math.min(2 * step, mostFacets)
    ) {
      places.push(...(await walk(rest.slice(0, step), limit - places.length, from)));
      rest = rest.slice(step);
    }
    const chosen = places.slice(0, limit);
    const found = await load(chosen.map(({ id }) => id));
    return chosen.flatMap(({ id, facet }) => {
      const prediction = found.get(id);
      const reason = reasons.get(facet);
      return prediction && reason ? [{ prediction, reason, cursor: `${facet}.${id}` }] : [];
    });
  }

  /** In the order of what is random in their ids: whoever stops early has still labelled a random part. */
  async function inSample({ limit, after }: ReviewQuery): Promise<ReviewItem[]> {
    const from = after === undefined ? '' : parseCursor(after).id;
    const facets = await facetsOf(openSample);
    if (facets.length === 0) return [];
    const rows = await db.all<{ id: string }>(sql`
      select "id" from (select "id" from "predictions" where "facet" in ${facets} limit ${mostSampled})
      where ${scattered(sql`"id"`)} > ${scattered(sql`${from}`)} order by ${scattered(sql`"id"`)} limit ${limit}`);
    const found = await load(rows.map(({ id }) => id));
    return rows.flatMap(({ id }) => {
      const prediction = found.get(id);
      return prediction ? [{ prediction, reason: 'sample' as const, cursor: `0.${id}` }] : [];
    });
  }

  const attempt = <T>(action: string, work: () => Promise<T>) => orUnavailable(action, work, database.renew);
  return {
    next: (query) =>
      attempt('read the review', () => (query.mode === 'sample' ? inSample(query) : inDoubt(query))),
    extendSample: (size) => attempt('draw a sample', () => extendSample(database, size, random)),
  };
}

/** A mistake is settled once two labels, whoever gave them, say the same as the one that counts. */
const unsettled = sql`(select count(*) from "labels" where "labels"."image_id" = "row"."image_id" and "labels"."digit" = "row"."label") < 2`;

/** The random end of a UUIDv7 first; the whole of it where that is the same. */
const scattered = (id: SQL) => sql`(substr(${id}, 25) || ${id})`;

const ofFacet = sql`"facet"`;
const openSample = facetCondition({ sampled: true, label: 'none' }, ofFacet);
const doubtful = or(
  facetCondition({ status: 'unsure', label: 'none' }, ofFacet),
  facetCondition({ status: 'ok', label: 'none' }, ofFacet),
  facetCondition({ status: 'ok', labelled: 'wrong' }, ofFacet),
);

const badCursor = () =>
  new MalformedError('Cannot go on in the review: expected the cursor of an item of it', [
    { field: 'cursor', message: 'expected the cursor of an item' },
  ]);

function parseCursor(cursor: string): Place {
  const [, facet, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (facet === undefined || id === undefined) throw badCursor();
  return { facet: Number(facet), id };
}
