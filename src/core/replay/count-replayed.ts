import { isRight } from '../accuracy/is-right.ts';
import type { Label } from '../prediction.ts';
import type { ComparedAnswer, ReplayCounts } from './replay.ts';

/** A reading and its second one; `after` is `null` when the picture could not be read again. */
export interface Replayed {
  readonly label: Label | null;
  readonly before: ComparedAnswer;
  readonly after: ComparedAnswer | null;
}

/** Adds a piece of a replay to its running counts. */
export function countReplayed(counts: ReplayCounts, replayed: readonly Replayed[]): ReplayCounts {
  const sums = { ...counts };
  for (const { label, before, after } of replayed) {
    if (after === null) {
      sums.unread++;
      continue;
    }
    if (label === null) continue;
    const was = isRight(before, label);
    const is = isRight(after, label);
    sums.labelled++;
    if (was) sums.rightBefore++;
    if (is) sums.rightAfter++;
    if (!was && is) sums.fixed++;
    if (was && !is) sums.broken++;
  }
  return sums;
}
