import UPNG from 'upng-js';
import { UndecodableError } from '../errors.ts';
import type { PngFile } from './png-chunks.ts';
import { pngDirect } from './png-direct.ts';
import { grey16Clear, type PngPass, pngPasses, upngLayout } from './png-layout.ts';

/** About how many bytes of rows are unpacked at once: the peak of memory beside the picture itself. */
export const bandBytes = 1 << 16;

/** Some rows of one pass on their way: the row above them (as filter 0), then the rows as the file has them. */
interface Band {
  readonly pass: PngPass;
  readonly buffer: Uint8Array;
  /** How many rows it takes. */
  readonly rows: number;
  /** The pass's number of its first row. */
  readonly firstRow: number;
  filled: number;
}

function startBand(pass: PngPass): Band {
  const stride = pass.rowBytes + 1;
  const rows = Math.min(pass.height, Math.max(1, Math.floor(bandBytes / stride)));
  return { pass, buffer: new Uint8Array((rows + 1) * stride), rows, firstRow: 0, filled: 0 };
}

/** The band below: the last row of this one becomes the row above. */
function nextBand({ pass, buffer, rows, firstRow }: Band): Band {
  const done = firstRow + rows;
  buffer.copyWithin(1, rows * pass.rowBytes, (rows + 1) * pass.rowBytes);
  buffer[0] = 0;
  return { pass, buffer, rows: Math.min(rows, pass.height - done), firstRow: done, filled: 0 };
}

function checkFilters({ pass, buffer, rows }: Band): void {
  for (let row = 1; row <= rows; row++) {
    const filter = buffer[row * (pass.rowBytes + 1)] ?? 0;
    if (filter > 4)
      throw new UndecodableError(`Cannot decode PNG: a row has filter ${filter}, expected 0 to 4`);
  }
}

function checkIndexes(samples: Uint8Array, { pass, rows }: Band, depth: number, colours: number): void {
  if (colours >= 1 << depth) return;
  const mask = (1 << depth) - 1;
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < pass.width; x++) {
      const bit = x * depth;
      const byte = samples[row * pass.rowBytes + (bit >> 3)] ?? 0;
      const index = (byte >> (8 - depth - (bit & 7))) & mask;
      if (index >= colours)
        throw new UndecodableError(
          `Cannot decode PNG: a pixel has colour ${index}, the palette has ${colours} (0 to ${colours - 1})`,
        );
    }
  }
}

/**
 * Takes the rows of a PNG as they are inflated, in pieces of any length, and fills the picture band by band, so that the
 * samples never stand in memory as a whole. Samples of 8 bits go the direct way; for others upng-js undoes the filters and
 * turns samples into RGBA; it meets only rows that have been checked.
 */
export function createPngRows(file: PngFile) {
  const { width, height, depth, colourType } = file.header;
  const direct = pngDirect(file);
  const layout = upngLayout(file);
  const clear = grey16Clear(file);
  const passes = pngPasses(file.header);
  const picture = new Uint32Array(width * height);
  let passIndex = 0;
  let band: Band | null = passes[0] ? startBand(passes[0]) : null;

  function place(pixels: Uint32Array, { pass, rows, firstRow }: Band): void {
    if (pass.stepX === 1 && pass.stepY === 1) {
      picture.set(pixels, firstRow * width);
      return;
    }
    for (let row = 0, from = 0; row < rows; row++) {
      let to = (pass.y + (firstRow + row) * pass.stepY) * width + pass.x;
      for (let i = 0; i < pass.width; i++, to += pass.stepX) picture[to] = pixels[from++] ?? 0;
    }
  }

  function toPixels(samples: Uint8Array, { pass, rows }: Band): Uint32Array {
    if (direct) {
      const pixels = new Uint32Array(pass.width * rows);
      direct.expand(samples, 0, pixels, pixels.length);
      return pixels;
    }
    const rgba = UPNG.toRGBA8.decodeImage(samples, pass.width, rows, layout);
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, pass.width * rows);
    if (clear !== null) clear(samples, pixels);
    return pixels;
  }

  function finish(full: Band): Band | null {
    const { pass, buffer, rows, firstRow } = full;
    checkFilters(full);
    if (direct) direct.unfilter(buffer, pass.rowBytes, rows);
    else UPNG.decode._filterZero(buffer, layout, 0, pass.width, rows + 1);
    const samples = buffer.subarray(pass.rowBytes, (rows + 1) * pass.rowBytes);
    if (colourType === 3) checkIndexes(samples, full, depth, file.palette.length / 3);
    if (direct && !file.header.interlaced)
      direct.expand(samples, 0, picture.subarray(firstRow * width, (firstRow + rows) * width), rows * width);
    else place(toPixels(samples, full), full);
    if (firstRow + rows < pass.height) return nextBand(full);
    const next = passes[++passIndex];
    return next ? startBand(next) : null;
  }

  return {
    write(piece: Uint8Array): void {
      for (let at = 0; at < piece.length && band; ) {
        const stride = band.pass.rowBytes + 1;
        const wanted = band.rows * stride;
        const take = Math.min(wanted - band.filled, piece.length - at);
        band.buffer.set(piece.subarray(at, at + take), stride + band.filled);
        band.filled += take;
        at += take;
        if (band.filled === wanted) band = finish(band);
      }
    },
    /** RGBA, once every row has been written. */
    pixels: () => new Uint8Array(picture.buffer),
  };
}
