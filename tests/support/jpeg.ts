import { readFileSync } from 'node:fs';
import createJpegEncoder from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js';
import { defaultOptions } from '@jsquash/jpeg/meta.js';
import type { RgbaImage } from '../../src/core/image.ts';
import { startEncoder } from './codec.ts';
import { concat } from './png.ts';

const encoder = startEncoder(createJpegEncoder, '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');

/** Writes a JPEG of high quality without thinning out its colours. */
export async function writeJpeg(
  image: RgbaImage,
  { progressive = false } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return (await encoder)(image, {
    ...defaultOptions,
    quality: 98,
    progressive,
    auto_subsample: false,
    chroma_subsample: 1,
  });
}

/** A file of another encoder, beside the tests. */
export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../fixtures/images/${name}`, import.meta.url)));
}

/** A TIFF structure that holds an orientation after another tag. */
export function exif(orientation: number, { littleEndian = true, type = 3 } = {}): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(38);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, 2, littleEndian);
  view.setUint16(10, 0x010f, littleEndian);
  view.setUint16(12, 2, littleEndian);
  view.setUint32(14, 1, littleEndian);
  view.setUint16(22, 0x0112, littleEndian);
  view.setUint16(24, type, littleEndian);
  view.setUint32(26, 1, littleEndian);
  if (type === 3) view.setUint16(30, orientation, littleEndian);
  else view.setUint32(30, orientation, littleEndian);
  return bytes;
}

/** A marker segment: 0xff, its type, its length, its content. */
export function segment(type: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = content.length + 2;
  return concat([Uint8Array.of(0xff, type, length >> 8, length & 255), content]);
}

/** The JPEG with a segment behind its first marker. */
export function withSegment(jpeg: Uint8Array, type: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat([jpeg.subarray(0, 2), segment(type, content), jpeg.subarray(2)]);
}

export function withJpegExif(jpeg: Uint8Array, tiff: Uint8Array): Uint8Array<ArrayBuffer> {
  return withSegment(jpeg, 0xe1, concat([new TextEncoder().encode('Exif\0\0'), tiff]));
}

/** Where the frame header (SOF0 to SOF2) begins: at its 0xff. */
export function frameAt(jpeg: Uint8Array): number {
  for (let at = 2; at < jpeg.length; at += 2 + (jpeg[at + 2] ?? 0) * 256 + (jpeg[at + 3] ?? 0)) {
    const type = jpeg[at + 1] ?? 0;
    if (type >= 0xc0 && type <= 0xc2) return at;
  }
  throw new Error('no frame header');
}
