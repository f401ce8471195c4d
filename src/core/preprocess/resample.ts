import type { Plane } from './plane.ts';

interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float32Array;
  readonly most: number;
}

/** Catmull–Rom: passes through the samples and stays sharp. */
function cubic(t: number): number {
  const a = Math.abs(t);
  if (a < 1) return 1.5 * a * a * a - 2.5 * a * a + 1;
  if (a < 2) return -0.5 * a * a * a + 2.5 * a * a - 4 * a + 2;
  return 0;
}

/** Which source pixels make each of `length` pixels that together cover `from` to `to`, and how much each counts. */
function tapsFor(from: number, to: number, length: number, available: number): Taps {
  const scale = (to - from) / length;
  const shrinking = scale >= 1;
  const most = shrinking ? Math.ceil(scale) + 2 : 4;
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Float32Array(length * most);
  for (let i = 0; i < length; i++) {
    const begin = from + i * scale;
    const end = begin + scale;
    const centre = (begin + end) / 2 - 0.5;
    const low = shrinking ? Math.floor(begin) : Math.floor(centre) - 1;
    const high = shrinking ? Math.ceil(end) - 1 : Math.floor(centre) + 2;
    first[i] = low;
    let sum = 0;
    for (let j = low; j <= high && j - low < most; j++) {
      const weight = shrinking ? Math.max(0, Math.min(end, j + 1) - Math.max(begin, j)) : cubic(j - centre);
      weights[i * most + (j - low)] = j < 0 || j >= available ? 0 : weight;
      sum += weight;
      count[i] = j - low + 1;
    }
    for (let j = 0; j < most; j++) weights[i * most + j] = (weights[i * most + j] as number) / sum;
  }
  return { first, count, weights, most };
}

/**
 * Cuts a rectangle (fractions of pixels allowed, beyond the plane there is 0) out and brings it to a size: each pixel is the mean of the area
 * that it covers when shrinking, a smooth curve through the samples when growing. Never below 0.
 */
export function resample(
  { width, height, data }: Plane,
  box: { x: number; y: number; width: number; height: number },
  toWidth: number,
  toHeight: number,
): Plane {
  const across = tapsFor(box.x, box.x + box.width, toWidth, width);
  const down = tapsFor(box.y, box.y + box.height, toHeight, height);
  const top = Math.max(0, down.first[0] as number);
  const last = (down.first[toHeight - 1] as number) + (down.count[toHeight - 1] as number);
  const rows = Math.max(0, Math.min(height, last) - top);
  const middle = new Float32Array(toWidth * Math.max(1, rows));
  for (let x = 0; x < toWidth; x++) {
    const begin = across.first[x] as number;
    for (let j = 0; j < (across.count[x] as number); j++) {
      const weight = across.weights[x * across.most + j] as number;
      if (weight === 0) continue;
      for (let y = 0, at = top * width + begin + j, out = x; y < rows; y++, at += width, out += toWidth)
        middle[out] = (middle[out] as number) + weight * (data[at] as number);
    }
  }
  const result = new Float32Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y++) {
    const begin = (down.first[y] as number) - top;
    for (let j = 0; j < (down.count[y] as number); j++) {
      const weight = down.weights[y * down.most + j] as number;
      if (weight === 0) continue;
      const from = (begin + j) * toWidth;
      for (let x = 0; x < toWidth; x++)
        result[y * toWidth + x] = (result[y * toWidth + x] as number) + weight * (middle[from + x] as number);
    }
  }
  for (let i = 0; i < result.length; i++) if ((result[i] as number) < 0) result[i] = 0;
  return { width: toWidth, height: toHeight, data: result };
}
