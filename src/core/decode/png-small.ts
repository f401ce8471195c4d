import { inflateSmall } from './inflate-small.ts';
import type { PngFile } from './png-chunks.ts';
import { pngDirect, sampleBytes } from './png-direct.ts';

/** Holds the rows of one picture at a time. Filled and read within one call, which never waits: nobody meets another's. */
const workspace = new Uint8Array(1 << 14);

/**
 * The pixels of a small picture in the form that nearly all have: 8 bits a sample, one piece, not interlaced, no palette. Its rows
 * are unpacked in memory that is there already, since taking some costs more than the work on 28×28.
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
  if (end > workspace.length) return null;
  const direct = pngDirect(file);
  if (direct === null || !inflateSmall(compressed, workspace, stride, end)) return null;
  workspace.fill(0, 0, stride);
  for (let at = stride; at < end; at += stride) if ((workspace[at] as number) > 4) return null;
  direct.unfilter(workspace, rowBytes, height);
  const pixels = new Uint32Array(width * height);
  direct.expand(workspace, rowBytes, pixels);
  return new Uint8Array(pixels.buffer);
}
