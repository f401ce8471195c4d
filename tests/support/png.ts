import { deflateSync } from 'node:zlib';
import { crc32 } from '../../src/core/decode/crc32.ts';

/** A PNG to be written: any colour type, depth, interlacing and row filters, and whatever may be wrong with it. */
export interface PngSpec {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colourType?: number;
  readonly interlaced?: boolean;
  /** One number for all rows, or one for each in turn. */
  readonly filters?: readonly number[];
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
  /** The value of a sample; channel 0 to 3 as the colour type has them. */
  readonly sample: (x: number, y: number, channel: number) => number;
  /** Chunks between IHDR and the pixels. */
  readonly before?: readonly Uint8Array[];
  /** Into how many IDAT chunks the pixels are cut. */
  readonly pieces?: number;
}

const channelsOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A chunk with its length and CRC. */
export function pngChunk(type: string, content: Uint8Array | readonly number[] = []): Uint8Array {
  const named = concat([new TextEncoder().encode(type), Uint8Array.from(content)]);
  const chunk = new Uint8Array(named.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, named.length - 4);
  chunk.set(named, 4);
  view.setUint32(named.length + 4, crc32(named));
  return chunk;
}

export function ihdr(width: number, height: number, rest: readonly number[] = [8, 0, 0, 0, 0]): Uint8Array {
  const content = new Uint8Array(13);
  const view = new DataView(content.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  content.set(rest, 8);
  return pngChunk('IHDR', content);
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The rows of a PNG as they are before compression: filter bytes and filtered samples. */
export function pngRows(spec: PngSpec): Uint8Array {
  const { width, height, depth = 8, colourType = 0, interlaced = false, filters = [0] } = spec;
  const channels = channelsOf[colourType] ?? 1;
  const distance = Math.max(1, (channels * depth) >> 3);
  const out: number[] = [];
  let row = 0;
  for (const [x0, y0, dx, dy] of interlaced ? adam7 : [[0, 0, 1, 1] as const]) {
    if (x0 >= width) continue;
    let above: number[] = [];
    for (let y = y0; y < height; y += dy) {
      const bytes: number[] = [];
      let bits = 0;
      for (let x = x0; x < width; x += dx) {
        for (let channel = 0; channel < channels; channel++) {
          const value = spec.sample(x, y, channel);
          if (depth === 16) bytes.push(value >> 8, value & 255);
          else if (depth === 8) bytes.push(value);
          else {
            if (bits % 8 === 0) bytes.push(0);
            const last = bytes.length - 1;
            bytes[last] = (bytes[last] ?? 0) | (value << (8 - depth - (bits % 8)));
            bits += depth;
          }
        }
      }
      const filter = filters[row++ % filters.length] ?? 0;
      out.push(filter);
      bytes.forEach((byte, i) => {
        const left = bytes[i - distance] ?? 0;
        const up = above[i] ?? 0;
        const guess = [0, left, up, (left + up) >> 1, paeth(left, up, above[i - distance] ?? 0)][filter] ?? 0;
        out.push((byte - guess) & 255);
      });
      above = bytes;
    }
  }
  return Uint8Array.from(out);
}

/** Writes a PNG. */
export function writePng(spec: PngSpec): Uint8Array<ArrayBuffer> {
  const { width, height, depth = 8, colourType = 0, interlaced = false, before = [], pieces = 1 } = spec;
  const packed = deflateSync(pngRows(spec));
  const size = Math.ceil(packed.length / pieces);
  return concat([
    pngSignature,
    ihdr(width, height, [depth, colourType, 0, 0, interlaced ? 1 : 0]),
    ...before,
    ...(spec.palette ? [pngChunk('PLTE', spec.palette)] : []),
    ...(spec.transparency ? [pngChunk('tRNS', spec.transparency)] : []),
    ...Array.from({ length: pieces }, (_, i) => pngChunk('IDAT', packed.subarray(i * size, (i + 1) * size))),
    pngChunk('IEND'),
  ]);
}

/** A grey picture, e.g. a digit: `pixels` are rows of 0 to 255. */
export function writeGreyPng(width: number, height: number, pixels: ArrayLike<number>) {
  return writePng({ width, height, sample: (x, y) => pixels[y * width + x] ?? 0 });
}

/** Makes every chunk's CRC right again, as far as the chunks can be followed. Changes the bytes. */
export function fixChecksums(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    view.setUint32(end, crc32(bytes, at + 4, end));
    at = end + 4;
  }
}
