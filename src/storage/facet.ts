import { and, type SQL, sql } from 'drizzle-orm';
import { statuses } from '../core/prediction.ts';
import type { PredictionFilter } from '../core/store.ts';
import { labelCode } from './label-code.ts';

/** How many confidence bins of equal width a facet tells apart: steps of 0.05. */
export const confidenceBins = 20;

/**
 * All that a list of predictions can be filtered by, in one integer:
 * model id, status (0–3), digit (0–9, 10 none), label (0–9, 10 not a digit, 11 none), sampled (0–1), confidence bin (0–19).
 * A filter is a set of facets, and each is one walk along the index in the order of the list.
 */
export const facet = sql`((((("model_id" * 4 + case "status" ${sql.raw(
  statuses.map((name, i) => `when '${name}' then ${i}`).join(' '),
)} end) * 11 + coalesce("digit", 10)) * 12 + coalesce("label", 11)) * 2 + "sampled") * 20 + min(19, cast("confidence" * 20 as integer)))`;

const noLabel = 11;
const ok = statuses.indexOf('ok');

/** Whether a bound of the confidence lies between two bins, so that facets alone tell. */
export const isBinEdge = (confidence: number) => Number.isInteger(confidence * confidenceBins);

/**
 * Which facets a filter takes. Bounds of the confidence take the bins that they cut, whole; bounds of the time take all.
 *
 * @param facet the column that holds one.
 * @returns undefined when every facet will do.
 */
export function facetCondition(filter: PredictionFilter, facet: SQL): SQL | undefined {
  const { digit, status, label, labelled, sampled, model, minConfidence, maxConfidence } = filter;
  const bin = sql`${facet} % 20`;
  const theLabel = sql`${facet} / 40 % 12`;
  const theDigit = sql`${facet} / 480 % 11`;
  const theStatus = sql`${facet} / 5280 % 4`;
  const right = sql`(${theLabel} = ${theDigit} and ${theLabel} < 10 or ${theLabel} = 10 and ${theStatus} <> ${ok})`;
  return and(
    digit === undefined ? undefined : sql`${theDigit} = ${digit}`,
    status === undefined ? undefined : sql`${theStatus} = ${statuses.indexOf(status)}`,
    label === undefined
      ? undefined
      : label === 'any'
        ? sql`${theLabel} <> ${noLabel}`
        : sql`${theLabel} = ${label === 'none' ? noLabel : labelCode(label)}`,
    labelled && sql`${theLabel} <> ${noLabel}`,
    labelled && (labelled === 'right' ? right : sql`not ${right}`),
    sampled === undefined ? undefined : sql`${facet} / 20 % 2 = ${sampled ? 1 : 0}`,
    model === undefined
      ? undefined
      : sql`${facet} / 21120 in (select "id" from "models" where "version" = ${model})`,
    minConfidence === undefined
      ? undefined
      : sql`${bin} >= ${Math.min(confidenceBins - 1, Math.floor(minConfidence * confidenceBins))}`,
    maxConfidence === undefined ? undefined : sql`${bin} < ${Math.ceil(maxConfidence * confidenceBins)}`,
  );
}
