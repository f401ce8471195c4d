import type { Plane } from './plane.ts';

/**
 * The mean width of the strokes in pixels, from area and outline: a stroke of width w and length l has the area w·l and the outline
 * 2·l. The outline is the total variation, so soft edges count rightly. (Squares and roots are the same to the last bit in every
 * engine; powers and `Math.hypot` are not.)
 *
 * @param ink 0–1, black outside
 */
export function strokeWidth({ width, height, data }: Plane): number {
  let area = 0;
  let outline = 0;
  for (let y = -1; y < height; y++)
    for (let x = -1; x < width; x++) {
      const here = x >= 0 && y >= 0 ? (data[y * width + x] as number) : 0;
      const right = y >= 0 && x + 1 < width ? (data[y * width + x + 1] as number) : 0;
      const below = x >= 0 && y + 1 < height ? (data[(y + 1) * width + x] as number) : 0;
      area += here;
      const across = right - here;
      const down = below - here;
      outline += Math.sqrt(across * across + down * down);
    }
  return outline === 0 ? 0 : (2 * area) / outline;
}
