import type { Plane } from './plane.ts';

/** The share of the whole variance that lies between the two tones, at least. Printed and scanned pictures have more, shaded paper less. */
const separation = 0.75;

/**
 * Splits a picture into two tones (Otsu).
 *
 * @returns the brightness of either, taken in the middle of its pixels, and whether hardly anything lies between; `null` when there are not two
 */
export function twoTones({ data }: Plane): { dark: number; light: number; pure: boolean } | null {
  const bins = new Float64Array(64);
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const range = highest - lowest;
  if (range < 0.1) return null;
  for (const value of data) {
    const bin = Math.min(63, ((value - lowest) / range) * 64) | 0;
    bins[bin] = (bins[bin] as number) + 1;
  }
  const count = data.length;
  let mean = 0;
  let square = 0;
  for (let bin = 0; bin < 64; bin++) {
    mean += (bin * (bins[bin] as number)) / count;
    square += (bin * bin * (bins[bin] as number)) / count;
  }
  const variance = square - mean * mean;
  let [below, belowSum, best, cut] = [0, 0, 0, 0];
  for (let bin = 0; bin < 63; bin++) {
    below += (bins[bin] as number) / count;
    belowSum += (bin * (bins[bin] as number)) / count;
    if (below === 0 || below === 1) continue;
    const between = (mean * below - belowSum) ** 2 / (below * (1 - below));
    if (between > best) {
      best = between;
      cut = bin;
    }
  }
  if (best < separation * variance) return null;
  const median = (from: number, to: number): number => {
    let total = 0;
    for (let bin = from; bin <= to; bin++) total += bins[bin] as number;
    let seen = 0;
    for (let bin = from; bin <= to; bin++) {
      seen += bins[bin] as number;
      if (seen >= total / 2) return lowest + ((bin + 0.5) / 64) * range;
    }
    return lowest;
  };
  return { dark: median(0, cut), light: median(cut + 1, 63), pure: best > 0.93 * variance };
}
