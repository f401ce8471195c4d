import createWebpDecoder from '@jsquash/webp/codec/dec/webp_dec.js';
import { UndecodableError } from '../errors.ts';
import type { ImageLimits } from '../image.ts';
import { checkSize } from './guards.ts';
import type { UnturnedImage } from './orient.ts';
import { createWasmCodec, type InstanceFactory, type WasmSource } from './wasm-codec.ts';
import { readWebpHeader } from './webp-header.ts';

/**
 * Decodes lossy and lossless WebP, with and without alpha. Refuses animations by name.
 *
 * @returns a function that throws UndecodableError, TooLargeError, UnsupportedFormatError
 */
export function createWebp(source: WasmSource) {
  const decode = createWasmCodec(createWebpDecoder as unknown as InstanceFactory, source);
  return async (bytes: Uint8Array, limits: ImageLimits): Promise<UnturnedImage> => {
    const { width, height, orientation } = readWebpHeader(bytes);
    checkSize('WebP', width, height, limits);
    const { image, cause } = await decode(bytes);
    if (image === null) throw new UndecodableError('Cannot decode WebP: its pixels are damaged', { cause });
    return { image, orientation };
  };
}
