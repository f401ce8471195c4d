import pako from 'pako';
import { UndecodableError } from '../errors.ts';
import type { ImageLimits } from '../image.ts';
import { readOrientation } from './exif.ts';
import { checkSize } from './guards.ts';
import { inflateSmall } from './inflate-small.ts';
import type { UnturnedImage } from './orient.ts';
import { type PngFile, readPngChunks } from './png-chunks.ts';
import { pngPasses } from './png-layout.ts';
import { bandBytes, createPngRows } from './png-rows.ts';
import { smallPixels } from './png-small.ts';

/** Deflate cannot pack tighter than this. */
const maxRatio = 1032;

function broken(what: string): UndecodableError {
  return new UndecodableError(`Cannot decode PNG: ${what}`);
}

/**
 * Decodes a PNG of any colour type, depth and interlacing; 16 bits become 8. Of an animated PNG it reads the default picture.
 *
 * @throws UndecodableError, TooLargeError, UnsupportedFormatError
 */
export function decodePng(bytes: Uint8Array, limits: ImageLimits): UnturnedImage {
  const file = readPngChunks(bytes);
  const { width, height } = file.header;
  checkSize('PNG', width, height, limits);
  return {
    image: { width, height, data: smallPixels(file) ?? inflatePixels(file) },
    orientation: file.exif ? readOrientation(file.exif) : 1,
  };
}

/** The rows of a small picture in one piece; null when it is large, or when there is anything to be said about it. */
function inflateWhole({ compressed }: PngFile, expected: number): Uint8Array | null {
  const [only] = compressed;
  if (!only || compressed.length > 1 || expected > bandBytes) return null;
  const rows = new Uint8Array(expected);
  return inflateSmall(only, rows, 0, expected) ? rows : null;
}

/** Inflates exactly as many bytes as the header asks for, and not one more. */
function inflatePixels(file: PngFile): Uint8Array {
  const expected = pngPasses(file.header).reduce((sum, pass) => sum + pass.height * (pass.rowBytes + 1), 0);
  const compressed = file.compressed.reduce((sum, piece) => sum + piece.length, 0);
  if (expected > compressed * maxRatio)
    throw broken(`its pixels need ${expected} bytes, ${compressed} compressed bytes cannot hold so many`);
  const small = inflateWhole(file, expected);
  const rows = createPngRows(file);
  if (small) {
    rows.write(small);
    return rows.pixels();
  }
  const chunkSize = Math.min(expected + 1, bandBytes);
  const inflate = new pako.Inflate({ chunkSize });
  let received = 0;
  inflate.onData = (piece) => {
    received += piece.length;
    if (received > expected) throw broken(`it holds more than the ${expected} bytes that its pixels need`);
    rows.write(piece);
    // Its buffer has been copied, so it may be filled again: left alone, pako takes a new one for every piece.
    inflate.strm.next_out = 0;
    inflate.strm.avail_out = chunkSize;
  };
  // An empty IDAT is legal, but pako takes an empty piece for the end of a broken stream.
  const pieces = file.compressed.filter((piece) => piece.length > 0);
  pieces.forEach((piece, i) => {
    if (!inflate.ended) inflate.push(piece, i === pieces.length - 1);
  });
  if (inflate.err !== 0)
    throw broken(`its compressed pixels are damaged (${inflate.msg || `zlib error ${inflate.err}`})`);
  if (received < expected) throw broken(`its pixels end after ${received} bytes, expected ${expected}`);
  return rows.pixels();
}
