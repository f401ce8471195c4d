import type { RgbaImage } from '../image.ts';
import type { Orientation } from './exif.ts';

/** A picture as its file holds it, and how it has to be turned to stand upright. */
export interface UnturnedImage {
  readonly image: RgbaImage;
  readonly orientation: Orientation;
}

/** Rows become columns tile by tile: a whole row at once would miss the processor's cache with every pixel. */
const tile = 32;

/**
 * Turns a picture upright. Orientations 2 to 4 are done in place, 5 to 8 need a second copy of the pixels.
 *
 * @param image its `data` starts at a multiple of 4 bytes, and may be changed
 */
export function orient(image: RgbaImage, orientation: Orientation): RgbaImage {
  if (orientation === 1) return image;
  const { width, height, data } = image;
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  if (orientation <= 4) {
    if (orientation !== 2) pixels.reverse();
    if (orientation !== 3)
      for (let y = 0; y < height; y++) pixels.subarray(y * width, (y + 1) * width).reverse();
    return image;
  }
  const turned = new Uint32Array(width * height);
  // Where the stored pixel (x, y) belongs in the upright picture, which is `height` wide and `width` high.
  const fromRight = orientation === 6 || orientation === 7;
  const fromBottom = orientation === 7 || orientation === 8;
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      const bottom = Math.min(top + tile, height);
      const right = Math.min(left + tile, width);
      for (let y = top; y < bottom; y++) {
        let to = fromRight ? height - 1 - y : y;
        to += (fromBottom ? width - 1 - left : left) * height;
        const step = fromBottom ? -height : height;
        for (let x = left; x < right; x++, to += step) turned[to] = pixels[y * width + x] ?? 0;
      }
    }
  }
  return { width: height, height: width, data: new Uint8Array(turned.buffer) };
}
