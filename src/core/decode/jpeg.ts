import createJpegDecoder from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import { TooLargeError, UndecodableError } from '../errors.ts';
import type { ImageLimits } from '../image.ts';
import { checkSize } from './guards.ts';
import { type JpegHeader, readJpegHeader } from './jpeg-header.ts';
import type { UnturnedImage } from './orient.ts';
import { createWasmCodec, type InstanceFactory, type WasmSource } from './wasm-codec.ts';

/** Bytes between the coded data and the next marker that cameras leave behind and nobody misses. */
const harmlessBytes = 16;

/** The decoder's own turning is off: the orientation is obeyed in one place for all formats. */
const keepStoredOrientation = false;

/** libjpeg goes on after damage and fills the rest with grey; the warning is all that it says of it. */
function damage(messages: readonly string[]): string | undefined {
  return messages.find((message) => {
    const extraneous = /(\d+) extraneous bytes/.exec(message);
    if (extraneous) return Number(extraneous[1]) > harmlessBytes;
    return /premature end|bad huffman code|instead of RST/i.test(message);
  });
}

/** Every block of the picture takes a bit or more in its file; blocks have 64 pixels, the colours' up to 16 times as many. */
const mostPixelsPerByte = 1024;

/** The largest picture that is allowed may be gone over so many times: progressive files have about ten scans. */
const mostPasses = 16;

/**
 * A small file may keep the decoder busy for seconds: with pixels that are not in it, or by going over them again and again.
 *
 * @throws UndecodableError, TooLargeError
 */
function checkWork({ width, height, scans }: JpegHeader, length: number, { maxPixels }: ImageLimits): void {
  const pixels = width * height;
  if (pixels > length * mostPixelsPerByte)
    throw new UndecodableError(
      `Cannot decode JPEG: it says ${pixels} pixels, ${length} bytes cannot hold so many`,
    );
  if (pixels * scans > maxPixels * mostPasses)
    throw new TooLargeError(
      `Cannot decode JPEG: its ${scans} scans go over ${pixels * scans} pixels, maximum is ${maxPixels * mostPasses}`,
      'MAX_IMAGE_PIXELS',
      pixels * scans,
      maxPixels * mostPasses,
    );
}

/**
 * Decodes baseline and progressive JPEG, grey or colour. Refuses CMYK, lossless, arithmetic-coded and 12-bit files by name.
 *
 * @returns a function that throws UndecodableError, TooLargeError, UnsupportedFormatError
 */
export function createJpeg(source: WasmSource) {
  const decode = createWasmCodec(
    createJpegDecoder as unknown as InstanceFactory,
    source,
    keepStoredOrientation,
  );
  return async (bytes: Uint8Array, limits: ImageLimits): Promise<UnturnedImage> => {
    const header = readJpegHeader(bytes);
    const { width, height, orientation } = header;
    checkSize('JPEG', width, height, limits);
    checkWork(header, bytes.length, limits);
    const { image, messages, cause } = await decode(bytes);
    const problem = image ? damage(messages) : (messages.at(-1) ?? 'the decoder gave up');
    if (image === null || problem !== undefined)
      throw new UndecodableError(`Cannot decode JPEG: it is damaged (${problem})`, { cause });
    return { image, orientation };
  };
}
