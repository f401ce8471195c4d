import { UndecodableError, UnsupportedFormatError } from '../errors.ts';
import { crc32 } from './crc32.ts';

/** A PNG file taken apart: every chunk inside the file, its checksum right, its place in the order right. */
export interface PngFile {
  readonly header: PngHeader;
  /** R, G, B of each palette entry; empty without a palette. */
  readonly palette: Uint8Array;
  /** The content of tRNS; `null` without one. */
  readonly transparency: Uint8Array | null;
  /** The pieces of the compressed pixels. */
  readonly compressed: readonly Uint8Array[];
  /** The content of eXIf; `null` without one. */
  readonly exif: Uint8Array | null;
}

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colourType: number;
  readonly interlaced: boolean;
}

/** Four letters as one number. */
const code = (letters: string): number =>
  [...letters].reduce((number, letter) => number * 256 + letter.charCodeAt(0), 0);

const signature = [code('\x89PNG'), code('\r\n\x1a\n')] as const;
const IHDR = code('IHDR');
const PLTE = code('PLTE');
const IDAT = code('IDAT');
const IEND = code('IEND');
const tRNS = code('tRNS');
const eXIf = code('eXIf');
const CgBI = code('CgBI');

/** PNG specification, table 11.1. */
const depthsByColourType: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

function broken(what: string): UndecodableError {
  return new UndecodableError(`Cannot decode PNG: ${what}`);
}

/** @param at where IHDR's content begins */
function readHeader(view: DataView, at: number, length: number): PngHeader {
  if (length !== 13) throw broken(`IHDR has ${length} bytes, expected 13`);
  const depth = view.getUint8(at + 8);
  const colourType = view.getUint8(at + 9);
  const compression = view.getUint8(at + 10);
  const filter = view.getUint8(at + 11);
  const interlace = view.getUint8(at + 12);
  const depths = depthsByColourType[colourType];
  if (depths === undefined) throw broken(`colour type is ${colourType}, expected 0, 2, 3, 4 or 6`);
  if (!depths.includes(depth))
    throw broken(`bit depth is ${depth}, colour type ${colourType} allows ${depths.join(', ')}`);
  if (compression !== 0) throw broken(`compression method is ${compression}, expected 0`);
  if (filter !== 0) throw broken(`filter method is ${filter}, expected 0`);
  if (interlace > 1) throw broken(`interlace method is ${interlace}, expected 0 or 1`);
  const width = view.getUint32(at);
  const height = view.getUint32(at + 4);
  return { width, height, depth, colourType, interlaced: interlace === 1 };
}

const noPalette = new Uint8Array(0);

function checkPalette({ colourType }: PngHeader, palette: Uint8Array | null): Uint8Array {
  if (palette === null) {
    if (colourType === 3) throw broken('colour type is 3, but there is no palette');
    return noPalette;
  }
  if (palette.length === 0 || palette.length % 3 !== 0 || palette.length > 768)
    throw broken(`the palette has ${palette.length} bytes, expected 3 for each of 1 to 256 colours`);
  return palette;
}

function checkTransparency({ colourType }: PngHeader, palette: Uint8Array, tRNS: Uint8Array | null): void {
  if (tRNS === null) return;
  const length = tRNS.length;
  if (colourType === 4 || colourType === 6)
    throw broken(`tRNS beside colour type ${colourType}, which has alpha`);
  if (colourType === 0 && length !== 2) throw broken(`tRNS has ${length} bytes, expected 2`);
  if (colourType === 2 && length !== 6) throw broken(`tRNS has ${length} bytes, expected 6`);
  if (colourType === 3 && length > palette.length / 3)
    throw broken(`tRNS has ${length} entries, the palette has ${palette.length / 3}`);
}

/** Writers cut pixels into pieces of 8 kB or more; each chunk costs its checks. */
const mostChunks = 10_000;

const lettersOf = (type: number): string =>
  String.fromCharCode(type >>> 24, (type >>> 16) & 255, (type >>> 8) & 255, type & 255);

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;
const isType = (type: number): boolean =>
  isLetter(type >>> 24) &&
  isLetter((type >>> 16) & 255) &&
  isLetter((type >>> 8) & 255) &&
  isLetter(type & 255);

/** Written with a capital: whoever doesn't know it cannot read the picture. */
const isCritical = (type: number): boolean => ((type >>> 24) & 32) === 0;

/**
 * Takes a PNG file apart and believes nothing: signature, bounds and CRC of every chunk, their order, and the header's values.
 *
 * @throws UndecodableError
 * @throws UnsupportedFormatError for Apple's CgBI variant
 */
export function readPngChunks(bytes: Uint8Array): PngFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0) !== signature[0] || view.getUint32(4) !== signature[1])
    throw broken('the signature is damaged');
  const compressed: Uint8Array[] = [];
  let header: PngHeader | null = null;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  let exif: Uint8Array | null = null;
  let previous = 0;
  for (let at = 8, chunks = 1; ; chunks++) {
    if (chunks > mostChunks) throw broken(`it has more than ${mostChunks} chunks`);
    if (at + 12 > bytes.length)
      throw broken(`the file ends after ${bytes.length} bytes, before its IEND chunk`);
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (!isType(type)) throw broken(`the chunk at byte ${at} has no valid type`);
    const end = at + 8 + length;
    if (end + 4 > bytes.length)
      throw broken(
        `chunk ${lettersOf(type)} at byte ${at} needs ${length + 12} bytes, only ${bytes.length - at} are left`,
      );
    if (crc32(bytes, at + 4, end) !== view.getUint32(end))
      throw broken(`the checksum of chunk ${lettersOf(type)} at byte ${at} is wrong`);
    if (type === CgBI)
      throw new UnsupportedFormatError(
        "Cannot read the image: it is Apple's CgBI variant of PNG; export it as ordinary PNG",
      );
    if ((type === IHDR) !== (header === null))
      throw broken(header ? 'there is a second IHDR' : `it starts with ${lettersOf(type)}, expected IHDR`);
    if (type === IHDR) header = readHeader(view, at + 8, length);
    else if (type === IDAT) {
      if (compressed.length > 0 && previous !== IDAT)
        throw broken(`its pixels are interrupted by chunk ${lettersOf(previous)}`);
      compressed.push(bytes.subarray(at + 8, end));
    } else if (type === PLTE) {
      if (palette !== null) throw broken('there is a second palette');
      if (compressed.length > 0 || transparency !== null) throw broken('the palette comes too late');
      palette = bytes.subarray(at + 8, end);
    } else if (type === tRNS) {
      if (transparency !== null || compressed.length > 0) throw broken('tRNS comes too late');
      transparency = bytes.subarray(at + 8, end);
    } else if (type === eXIf) exif = bytes.subarray(at + 8, end);
    else if (type === IEND) break;
    else if (isCritical(type)) throw broken(`it needs the unknown chunk ${lettersOf(type)}`);
    previous = type;
    at = end + 4;
  }
  if (header === null) throw broken('there is no IHDR');
  if (compressed.length === 0) throw broken('there are no pixels (no IDAT chunk)');
  const colours = checkPalette(header, palette);
  checkTransparency(header, colours, transparency);
  return { header, palette: colours, transparency, compressed, exif };
}
