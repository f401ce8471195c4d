import type { RgbaImage } from '../../src/core/image.ts';

/** A picture whose `pixel` says R, G, B and A of each place. */
export function paint(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly [number, number, number, number],
): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(pixel(x, y), (y * width + x) * 4);
  return { width, height, data };
}

/** 48 × 32, in four quarters: red, green, blue, white. No two turnings of it look alike. */
export const quarters = paint(48, 32, (x, y) => {
  if (y < 16) return x < 24 ? [255, 0, 0, 255] : [0, 255, 0, 255];
  return x < 24 ? [0, 0, 255, 255] : [255, 255, 255, 255];
});

/** How a camera would store an upright picture when it names this EXIF orientation. */
export function stored(upright: RgbaImage, orientation: number): RgbaImage {
  const lying = orientation >= 5;
  const [width, height] = lying ? [upright.height, upright.width] : [upright.width, upright.height];
  return paint(width, height, (x, y) => {
    const [right, bottom] = [upright.width - 1, upright.height - 1];
    const places: readonly (readonly [number, number])[] = [
      [x, y],
      [right - x, y],
      [right - x, bottom - y],
      [x, bottom - y],
      [y, x],
      [right - y, x],
      [right - y, bottom - x],
      [y, bottom - x],
    ];
    const [fromX, fromY] = places[orientation - 1] ?? [x, y];
    const at = (fromY * upright.width + fromX) * 4;
    const [r = 0, g = 0, b = 0, a = 0] = upright.data.subarray(at, at + 4);
    return [r, g, b, a];
  });
}

/** The largest difference of two samples; infinite when the sizes differ. */
export function difference(a: RgbaImage, b: RgbaImage): number {
  if (a.width !== b.width || a.height !== b.height || a.data.length !== b.data.length)
    return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.data.length; i++)
    largest = Math.max(largest, Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0)));
  return largest;
}
