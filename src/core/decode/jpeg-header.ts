import { UndecodableError, UnsupportedFormatError } from '../errors.ts';
import { type Orientation, readOrientation } from './exif.ts';

/** What the markers of a JPEG say of it. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour. */
  readonly components: number;
  /** How often the decoder will go over the picture. */
  readonly scans: number;
  readonly orientation: Orientation;
}

type Frame = Pick<JpegHeader, 'width' | 'height' | 'components'>;

/** Each scan goes over the whole picture again: without a limit a small file keeps the decoder busy for minutes. Cameras use 1, progressive files about 10. */
export const maxScans = 64;

const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda, app1: 0xe1 };

/** Frame types other than baseline, extended sequential and progressive (0xc0 to 0xc2), by what people call them. */
const unreadFrames: Record<number, string> = {
  195: 'lossless',
  197: 'hierarchical',
  198: 'hierarchical',
  199: 'hierarchical',
  201: 'arithmetic-coded',
  202: 'arithmetic-coded',
  203: 'lossless',
  205: 'hierarchical',
  206: 'hierarchical',
  207: 'hierarchical',
};

function broken(what: string): UndecodableError {
  return new UndecodableError(`Cannot decode JPEG: ${what}`);
}

function unread(kind: string): UnsupportedFormatError {
  return new UnsupportedFormatError(
    `Cannot read the image: it is a ${kind} JPEG; save it as an ordinary JPEG (8 bits, RGB or grey) or PNG`,
  );
}

/** The marker that ends the coded data at `at`: stuffed bytes, restarts and fill bytes are passed over. -1 without one. */
function endOfScan(bytes: Uint8Array, at: number): number {
  for (let i = bytes.indexOf(0xff, at); i !== -1 && i + 1 < bytes.length; i = bytes.indexOf(0xff, i + 1)) {
    const next = bytes[i + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return i;
  }
  return -1;
}

function readFrame(type: number, content: Uint8Array): Frame {
  const kind = unreadFrames[type];
  if (kind !== undefined) throw unread(kind);
  if (content.length < 6) throw broken('its frame header is too short');
  const [precision = 0, h1 = 0, h0 = 0, w1 = 0, w0 = 0, components = 0] = content;
  if (precision !== 8) throw unread(`${precision}-bit`);
  if (components === 4) throw unread('CMYK');
  if (components !== 1 && components !== 3)
    throw broken(`it has ${components} colour components, expected 1 or 3`);
  return { width: w1 * 256 + w0, height: h1 * 256 + h0, components };
}

/**
 * Walks through all markers of a JPEG before the decoder sees it: finds its size and orientation, and what libjpeg would
 * silently fill with grey: a file that was cut off.
 *
 * @throws UndecodableError, UnsupportedFormatError
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let frame: Frame | null = null;
  let orientation: Orientation = 1;
  let scans = 0;
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at);
    while (at !== -1 && bytes[at + 1] === 0xff) at++;
    const type = at === -1 ? undefined : bytes[at + 1];
    if (type === undefined)
      throw broken(`it is cut off: after ${bytes.length} bytes there is no end-of-image marker`);
    at += 2;
    if (type === marker.eoi) break;
    if (type === 0 || type === 1 || (type >= 0xd0 && type <= 0xd7)) continue;
    if (type === marker.soi) throw broken('a second picture begins inside the first');
    const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    if (length < 2 || at + length > bytes.length)
      throw broken(
        `it is cut off: the segment at byte ${at - 2} needs ${length} bytes, ${bytes.length - at} are left`,
      );
    const content = bytes.subarray(at + 2, at + length);
    at += length;
    if (type >= 0xc0 && type <= 0xcf && type !== 0xc4 && type !== 0xc8 && type !== 0xcc) {
      if (frame !== null) throw broken('it has two frame headers');
      frame = readFrame(type, content);
    } else if (type === marker.app1 && orientation === 1 && isExif(content)) {
      orientation = readOrientation(content);
    } else if (type === marker.sos) {
      if (frame === null) throw broken('its pixels come before the frame header');
      if (++scans > maxScans) throw broken(`it has more than ${maxScans} scans`);
      at = endOfScan(bytes, at);
      if (at === -1)
        throw broken(`it is cut off: after ${bytes.length} bytes there is no end-of-image marker`);
    }
  }
  if (frame === null || scans === 0) throw broken('it has no picture in it');
  return { ...frame, scans, orientation };
}

function isExif(content: Uint8Array): boolean {
  return String.fromCharCode(...content.subarray(0, 6)) === 'Exif\0\0';
}
