import type { DayTally } from './tally.ts';

const dayMs = 86_400_000;

/** A stretch of days, of equal length but for the last. */
export interface Stretch {
  /** Its first day, midnight UTC. */
  readonly from: Date;
  readonly days: number;
  readonly count: number;
  /** Mean confidence, 0–1; `null` when nothing was read. */
  readonly confidence: number | null;
}

/** Days, weeks, four weeks, years: the first that needs no more stretches than can be told apart. */
const lengths = [1, 7, 28, 364];

/**
 * Days without gaps, drawn together where there are many.
 *
 * @param days in order
 * @param most how many stretches can be shown
 */
export function series(days: readonly DayTally[], most = 60): Stretch[] {
  const first = days[0]?.day.getTime();
  const last = days.at(-1)?.day.getTime();
  if (first === undefined || last === undefined) return [];
  const span = Math.round((last - first) / dayMs) + 1;
  const length = lengths.find((one) => Math.ceil(span / one) <= most) ?? Math.ceil(span / most);
  const sums = Array.from({ length: Math.ceil(span / length) }, () => ({ count: 0, confidence: 0 }));
  for (const { day, count, confidenceSum } of days) {
    const sum = sums[Math.floor(Math.round((day.getTime() - first) / dayMs) / length)];
    if (!sum) continue;
    sum.count += count;
    sum.confidence += confidenceSum;
  }
  return sums.map(({ count, confidence }, i) => ({
    from: new Date(first + i * length * dayMs),
    days: Math.min(length, span - i * length),
    count,
    confidence: count === 0 ? null : Math.min(1, confidence / count),
  }));
}
