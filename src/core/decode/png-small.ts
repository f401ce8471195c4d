import { inflateSmall } from './inflate-small.ts';
import type { PngFile } from './png-chunks.ts';
import { pngDirect, sampleBytes } from './png-direct.ts';

// Hold one picture at a time. Filled and read within one call, which never waits: nobody meets another's.
const rows = new Uint8Array(1 << 14);
const pixels = new Uint32Array(1 << 12);
const pixelBytes = new Uint8Array(pixels.buffer);

/**
 * The pixels of a small picture in the form that nearly all have: 8 bits a sample, one piece, not interlaced, no palette. Everything
 * is done in memory that is there already, since taking some costs more than the work on 28×28. (Least of all is asked for the
 * `buffer` of a new array: JavaScriptCore then moves it out of its own heap.)
 *
 * @returns null for every other picture, and for what is broken: the general way says what it is
 */
export function smallPixels(file: PngFile): Uint8Array | null {
  const { width, height, colourType, interlaced } = file.header;
  const [compressed] = file.compressed;
  if (interlaced || colourType === 3 || !compressed || file.compressed.length > 1) return null;
  const rowBytes = width * sampleBytes(colourType);
  const stride = rowBytes + 1;
  const end = (height + 1) * stride;
  const count = width * height;
  if (end > rows.length || count > pixels.length) return null;
  const direct = pngDirect(file);
  if (direct === null || !inflateSmall(compressed, rows, stride, end)) return null;
  rows.fill(0, 0, stride);
  for (let at = stride; at < end; at += stride) if ((rows[at] as number) > 4) return null;
  direct.unfilter(rows, rowBytes, height);
  direct.expand(rows, rowBytes, pixels, count);
  return pixelBytes.slice(0, 4 * count);
}
