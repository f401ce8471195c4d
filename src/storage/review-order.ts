import type { ReviewReason } from '../core/review-store.ts';
import { confidenceBins } from './facet.ts';

/** A facet in the order of the review; the lower, the earlier. */
export interface RankedFacet {
  readonly facet: number;
  readonly rank: number;
  readonly reason: ReviewReason;
}

/** Answers of this confidence and more are not doubted without a reason. */
const beyondDoubt = 0.95;

const [ok, unsure, noLabel] = [0, 1, 11];

/**
 * Where a facet stands in the review, without a look at its rows: what the model itself is unsure of, the least confident
 * first; then its answers below 95 %; then labels that speak against a sure answer, the surest first: one of the two is a
 * mistake. `null`: nothing to ask. Blank pictures and several digits are left to the random sample.
 */
export function rankInDoubt(facet: number): RankedFacet | null {
  const bin = facet % confidenceBins;
  const label = Math.floor(facet / (2 * confidenceBins)) % 12;
  const digit = Math.floor(facet / (12 * 2 * confidenceBins)) % 11;
  const status = Math.floor(facet / (11 * 12 * 2 * confidenceBins)) % 4;
  const place = (tier: number, step: number, reason: ReviewReason) => ({
    facet,
    rank: tier * confidenceBins + step,
    reason,
  });
  if (label === noLabel && status === unsure) return place(0, bin, 'doubt');
  if (label === noLabel && status === ok && bin < beyondDoubt * confidenceBins) return place(1, bin, 'doubt');
  if (label !== noLabel && status === ok && label !== digit)
    return place(2, confidenceBins - 1 - bin, 'mistake');
  return null;
}

export const inOrder = (a: RankedFacet, b: RankedFacet): number => a.rank - b.rank || a.facet - b.facet;
