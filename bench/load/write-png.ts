import { deflateSync } from 'node:zlib';
import { crc32 } from '../../src/core/decode/crc32.ts';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A chunk of a PNG: length, type, content, checksum. */
export function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes, 4, content.length + 8));
  return bytes;
}

/** The filter of a row, as libpng's default picks it: the one whose bytes, taken as signed, have the smallest sum. */
function filterRow(row: Uint8Array, above: Uint8Array, out: Uint8Array, at: number): void {
  let least = Number.POSITIVE_INFINITY;
  const tried = new Uint8Array(row.length);
  for (let filter = 0; filter < 5; filter++) {
    let sum = 0;
    for (let x = 0; x < row.length; x++) {
      const left = x > 0 ? (row[x - 1] as number) : 0;
      const up = above[x] as number;
      const corner = x > 0 ? (above[x - 1] as number) : 0;
      const byte = ((row[x] as number) - guess(filter, left, up, corner)) & 255;
      tried[x] = byte;
      sum += byte < 128 ? byte : 256 - byte;
    }
    if (sum >= least) continue;
    least = sum;
    out[at] = filter;
    out.set(tried, at + 1);
  }
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** An 8-bit grey PNG as common encoders write it: adaptive row filters, one IDAT, zlib's default effort. */
export function writePng(pixels: Uint8Array, width: number, height: number): Buffer {
  const rows = new Uint8Array(height * (width + 1));
  let above: Uint8Array = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * width, (y + 1) * width);
    filterRow(row, above, rows, y * (width + 1));
    above = row;
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}
