import type { GrayImage } from '../image.ts';

/** One number per pixel: the working stuff of the preprocessing. */
export type Plane = GrayImage;

export function createPlane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) };
}

/** The rectangle from (`x`, `y`), copied. It has to lie inside. */
export function cropPlane(plane: Plane, x: number, y: number, width: number, height: number): Plane {
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * plane.width + x;
    data.set(plane.data.subarray(from, from + width), row * width);
  }
  return { width, height, data };
}

/**
 * The value below which a share of the numbers lies, found by sorting a sample of at most 4,096 of them.
 *
 * @param share 0–1
 */
export function quantile(data: Float32Array, share: number): number {
  const step = Math.max(1, Math.floor(data.length / 4096));
  const sample = new Float32Array(Math.ceil(data.length / step));
  for (let i = 0, at = 0; at < data.length; i++, at += step) sample[i] = data[at] as number;
  sample.sort();
  return sample[Math.min(sample.length - 1, Math.floor(share * sample.length))] ?? 0;
}

/** Rows become columns. */
export function transposePlane({ width, height, data }: Plane): Plane {
  const turned = createPlane(height, width);
  const tile = 32;
  for (let top = 0; top < height; top += tile)
    for (let left = 0; left < width; left += tile) {
      const bottom = Math.min(height, top + tile);
      const right = Math.min(width, left + tile);
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) turned.data[x * height + y] = data[y * width + x] as number;
    }
  return turned;
}
