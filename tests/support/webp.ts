import createWebpEncoder from '@jsquash/webp/codec/enc/webp_enc.js';
import { defaultOptions } from '@jsquash/webp/meta.js';
import type { RgbaImage } from '../../src/core/image.ts';
import { startEncoder } from './codec.ts';
import { concat } from './png.ts';

const encoder = startEncoder(createWebpEncoder, '@jsquash/webp/codec/enc/webp_enc.wasm');

/** Writes a WebP: lossless to the last bit, or lossy of high quality. */
export async function writeWebp(
  image: RgbaImage,
  { lossless = true } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const options = lossless ? { lossless: 1, exact: 1 } : { quality: 98 };
  return (await encoder)(image, { ...defaultOptions, ...options });
}

export function riffChunk(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(8);
  head.set(new TextEncoder().encode(type));
  new DataView(head.buffer).setUint32(4, content.length, true);
  return concat([head, content, new Uint8Array(content.length & 1)]);
}

export function webpFile(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return riffChunk('RIFF', concat([new TextEncoder().encode('WEBP'), ...chunks]));
}

/** The extended header. Flags: 2 animation, 8 EXIF, 16 alpha. */
export function vp8x(width: number, height: number, flags: number): Uint8Array<ArrayBuffer> {
  const [w, h] = [width - 1, height - 1];
  return riffChunk(
    'VP8X',
    Uint8Array.of(flags, 0, 0, 0, w & 255, (w >> 8) & 255, w >> 16, h & 255, (h >> 8) & 255, h >> 16),
  );
}

/** A simple WebP made into an extended one with EXIF. */
export function withWebpExif(webp: Uint8Array, width: number, height: number, tiff: Uint8Array) {
  return webpFile([vp8x(width, height, 8), webp.subarray(12), riffChunk('EXIF', tiff)]);
}
