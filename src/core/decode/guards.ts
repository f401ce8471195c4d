import { TooLargeError, UndecodableError } from '../errors.ts';
import type { ImageLimits } from '../image.ts';

/** The longest side that any decoder here is asked for: JPEG's own maximum. Keeps a single row small. */
const maxSide = 65_535;

/**
 * Refuses a picture by the size that its header claims, before any memory is taken for its pixels.
 *
 * @throws UndecodableError when a side is 0
 * @throws TooLargeError
 */
export function checkSize(format: string, width: number, height: number, limits: ImageLimits): void {
  checkSide(format, 'width', width);
  checkSide(format, 'height', height);
  const pixels = width * height;
  if (pixels > limits.maxPixels)
    throw new TooLargeError(
      `Cannot decode ${format}: it has ${pixels} pixels (${width} × ${height}), maximum is ${limits.maxPixels}`,
      'MAX_IMAGE_PIXELS',
      pixels,
      limits.maxPixels,
    );
}

function checkSide(format: string, side: 'width' | 'height', actual: number): void {
  if (actual === 0) throw new UndecodableError(`Cannot decode ${format}: ${side} is 0, minimum is 1`);
  if (actual > maxSide)
    throw new TooLargeError(
      `Cannot decode ${format}: ${side} is ${actual}, maximum is ${maxSide}`,
      side,
      actual,
      maxSide,
    );
}
