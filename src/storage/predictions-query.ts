import { and, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { PredictionQuery } from '../core/store.ts';
import { predictions } from './schema.ts';

/** How far, in milliseconds, times may be off the order of the ids: a request takes its id and its time at two moments. */
const skew = 60_000;

/**
 * Bounds of the id from bounds of the time. The list goes by id, so a condition on `created_at` alone would walk all that
 * lies outside the span, too; ids sort by time, so the neighbours of the span, found in the index on time, bound the walk.
 */
const idBefore = (from: Date) =>
  sql`coalesce((select "id" from "predictions" where "created_at" < ${from.getTime() - skew} order by "created_at" desc, "id" desc limit 1), '')`;
const idBehind = (until: Date) =>
  sql`coalesce((select "id" from "predictions" where "created_at" >= ${until.getTime() + skew} order by "created_at", "id" limit 1), '~')`;

/** The conditions of a query, each served by an index that ends in `id`. */
export function predictionConditions(query: PredictionQuery): SQL | undefined {
  const { before, digit, status, label, model, from, until } = query;
  return and(
    before === undefined ? undefined : lt(predictions.id, before),
    digit === undefined ? undefined : eq(predictions.digit, digit),
    status === undefined ? undefined : eq(predictions.status, status),
    model === undefined
      ? undefined
      : inArray(predictions.modelId, sql`(select "id" from "models" where "version" = ${model})`),
    labelCondition(label),
    from && and(gte(predictions.createdAt, from), gt(predictions.id, idBefore(from))),
    until && and(lt(predictions.createdAt, until), lt(predictions.id, idBehind(until))),
  );
}

function labelCondition(label: PredictionQuery['label']): SQL | undefined {
  if (label === undefined) return undefined;
  if (label === 'any') return isNotNull(predictions.label);
  if (label === 'none') return isNull(predictions.label);
  return eq(predictions.label, label);
}

/** The order of every list: newest first. */
export const newestFirst = desc(predictions.id);
