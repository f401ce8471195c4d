import type { Classification } from './classifier.ts';
import { bestOf, trust } from './interpret.ts';
import type { ReadDigit } from './prediction.ts';
import type { Segmentation } from './preprocess/segment.ts';

/** A way to read several digits. */
export interface Path {
  readonly digits: readonly ReadDigit[];
  /** The least of the trusts in its digits, 0–1. */
  readonly trust: number;
  /** The geometric mean of them. */
  readonly mean: number;
}

/** What a digit costs more than one less, so that doubtful cuts are not made. */
const perDigit = 0.15;

/**
 * The best way through a segmentation: for each row the chain of spans, without gap or overlap, whose classifications together are
 * trusted most (dynamic programming over the pieces).
 *
 * @param answers one classification per span
 */
export function readSpans({ pieces, spans }: Segmentation, answers: readonly Classification[]): Path | null {
  const digits: ReadDigit[] = [];
  let least = 1;
  let sum = 0;
  for (const [row, count] of pieces.entries()) {
    const best: { cost: number; span: number }[] = [{ cost: 0, span: -1 }];
    for (let end = 1; end <= count; end++) {
      let choice = { cost: Infinity, span: -1 };
      for (const [i, span] of spans.entries()) {
        if (span.row !== row || span.to !== end) continue;
        const answer = answers[i];
        const before = best[span.from];
        if (answer === undefined || before === undefined) continue;
        const cost = before.cost + span.cost + perDigit - Math.log(Math.max(1e-6, trust(answer)));
        if (cost < choice.cost) choice = { cost, span: i };
      }
      best[end] = choice;
    }
    const inRow: ReadDigit[] = [];
    for (let end = count; end > 0; ) {
      const index = best[end]?.span ?? -1;
      const span = spans[index];
      const answer = answers[index];
      if (span === undefined || answer === undefined) return null;
      inRow.unshift({ ...bestOf(answer), box: span.box });
      const sure = trust(answer);
      least = Math.min(least, sure);
      sum += Math.log(Math.max(1e-6, sure));
      end = span.from;
    }
    digits.push(...inRow);
  }
  return { digits, trust: least, mean: Math.exp(sum / Math.max(1, digits.length)) };
}
