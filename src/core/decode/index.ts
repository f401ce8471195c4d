import { TooLargeError } from '../errors.ts';
import type { ImageLimits, MediaType, RgbaImage } from '../image.ts';
import { createJpeg } from './jpeg.ts';
import { orient } from './orient.ts';
import { decodePng } from './png.ts';
import { sniff } from './sniff.ts';
import type { WasmSource } from './wasm-codec.ts';
import { createWebp } from './webp.ts';

/** A picture as people see it: the EXIF orientation has been applied. */
export interface Decoded {
  readonly mediaType: MediaType;
  /** Memory of its own, which the caller may write into. */
  readonly image: RgbaImage;
}

/**
 * Bytes in, upright pixels out. Keeps nothing of the bytes and does not change them.
 *
 * @throws TooLargeError `limit` is `MAX_IMAGE_BYTES` or `MAX_IMAGE_PIXELS`
 * @throws UnsupportedFormatError no image, or a format that we don't read, by name
 * @throws UndecodableError a broken PNG, JPEG or WebP; the message says what is broken
 */
export type Decoder = (bytes: Uint8Array, limits: ImageLimits) => Promise<Decoded>;

/** The decoders that are WebAssembly. Where they lie, the runtime knows; each is loaded when its first file comes. */
export interface Codecs {
  readonly jpeg: WasmSource;
  readonly webp: WasmSource;
}

/**
 * Makes a decoder for the formats of `mediaTypes`. What a file is, its content decides.
 *
 * @example
 * const decode = createDecoder(readCodecs());
 * const { image } = await decode(bytes, { maxBytes: 10 * 2 ** 20, maxPixels: 25_000_000 });
 */
export function createDecoder(codecs: Codecs): Decoder {
  const jpeg = createJpeg(codecs.jpeg);
  const webp = createWebp(codecs.webp);
  return async (bytes, limits) => {
    if (bytes.length > limits.maxBytes)
      throw new TooLargeError(
        `Cannot read the image: it has ${bytes.length} bytes, maximum is ${limits.maxBytes}`,
        'MAX_IMAGE_BYTES',
        bytes.length,
        limits.maxBytes,
      );
    const mediaType = sniff(bytes);
    const decoders = { 'image/png': decodePng, 'image/jpeg': jpeg, 'image/webp': webp };
    const { image, orientation } = await decoders[mediaType](bytes, limits);
    return { mediaType, image: orient(image, orientation) };
  };
}
