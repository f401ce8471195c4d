/** From a value to a place on the sheet, in units of the view box. */
export type Scale = (value: number) => number;

/** A straight line from `domain` to `range`. A domain of no width lies at the range's start. */
export function linearScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
): Scale {
  const width = high - low;
  return (value) => round(width === 0 ? start : start + ((value - low) / width) * (end - start));
}

/** Round numbers from 0 to at least `high`, at most `most` steps: 0, 20, 40, 60. Steps are 1, 2 or 5 times a power of ten. */
export function ticksUpTo(high: number, most = 4): number[] {
  const atLeast = Math.max(high, 1) / most;
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one >= atLeast) ?? atLeast);
  return Array.from({ length: Math.ceil(Math.max(high, 1) / step) + 1 }, (_, i) => i * step);
}

/** Two digits behind the point are finer than any screen. */
export const round = (value: number): number => Math.round(value * 100) / 100;
