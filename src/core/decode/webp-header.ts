import { UndecodableError, UnsupportedFormatError } from '../errors.ts';
import { type Orientation, readOrientation } from './exif.ts';

/** What the chunks of a WebP say of it. */
export interface WebpHeader {
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
}

function broken(what: string): UndecodableError {
  return new UndecodableError(`Cannot decode WebP: ${what}`);
}

function uint24(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

/** The size in the header of the coded frame itself, lossy (`VP8 `) or lossless (`VP8L`). */
function frameSize(type: string, frame: Uint8Array): { width: number; height: number } {
  if (frame.length < 10) throw broken(`its frame has ${frame.length} bytes, expected 10 or more`);
  if (type === 'VP8L') {
    if (frame[0] !== 0x2f) throw broken('the signature of its lossless frame is damaged');
    const bits = uint24(frame, 1) + (frame[4] ?? 0) * 2 ** 24;
    if (Math.floor(bits / 2 ** 29) !== 0) throw broken('its lossless frame has an unknown version');
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (((frame[0] ?? 0) & 1) !== 0) throw broken('it does not begin with a key frame');
  if (uint24(frame, 3) !== 0x2a019d) throw broken('the signature of its lossy frame is damaged');
  return { width: uint24(frame, 6) & 0x3fff, height: uint24(frame, 8) & 0x3fff };
}

/**
 * Walks through the chunks of a WebP before the decoder sees it.
 *
 * @throws UndecodableError, UnsupportedFormatError (animations)
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 20) throw broken(`it has ${bytes.length} bytes, expected 20 or more`);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) throw broken(`it is cut off: ${end} bytes expected, ${bytes.length} are there`);
  let canvas: { width: number; height: number } | null = null;
  let frame: { width: number; height: number } | null = null;
  let orientation: Orientation = 1;
  for (let at = 12; at + 8 <= end; ) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    if (at + 8 + length > end)
      throw broken(`chunk ${JSON.stringify(type)} at byte ${at} is longer than the file`);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'ANIM' || type === 'ANMF' || (type === 'VP8X' && ((content[0] ?? 0) & 2) !== 0))
      throw new UnsupportedFormatError(
        'Cannot read the image: it is an animated WebP; save one frame of it as PNG',
      );
    if (type === 'VP8X') {
      if (length < 10) throw broken(`chunk VP8X has ${length} bytes, expected 10`);
      canvas = { width: uint24(content, 4) + 1, height: uint24(content, 7) + 1 };
    } else if ((type === 'VP8 ' || type === 'VP8L') && frame === null) frame = frameSize(type, content);
    else if (type === 'EXIF') orientation = readOrientation(content);
    at += 8 + length + (length & 1);
  }
  if (frame === null) throw broken('it has no picture in it');
  if (canvas && (canvas.width !== frame.width || canvas.height !== frame.height))
    throw broken(
      `its canvas is ${canvas.width} × ${canvas.height}, its frame ${frame.width} × ${frame.height}`,
    );
  return { ...frame, orientation };
}
