/**
 * What it costs to refuse what was made to cost much: `bun bench/bombs.ts`. For each bomb the median and the worst time of ten
 * refusals, and how much memory the process grew by. The goal is under 10 ms and 20 MB each.
 */
import { deflateSync } from 'node:zlib';
import { createDecoder } from '../src/core/decode/index.ts';
import { InkwellError } from '../src/core/errors.ts';
import { parseJson } from '../src/http/read-body.ts';
import { readUpload } from '../src/http/read-upload.ts';
import { readCodecs } from '../src/runtime/codecs.ts';
import { fixture } from '../tests/support/jpeg.ts';
import { concat, ihdr, pngChunk, pngSignature } from '../tests/support/png.ts';
import { seven } from '../tests/support/seven.ts';

const limits = { maxBytes: 10 * 2 ** 20, maxPixels: 25_000_000 };
const decode = createDecoder(readCodecs());
const text = (value: string) => new TextEncoder().encode(value);
const png = (width: number, height: number, pixels: Uint8Array) =>
  concat([pngSignature, ihdr(width, height), pngChunk('IDAT', pixels), pngChunk('IEND')]);
const post = (body: Uint8Array<ArrayBuffer>, type = 'application/json') =>
  readUpload(
    new Request('http://localhost/predict', { method: 'POST', body, headers: { 'content-type': type } }),
    limits,
  );

/** A JPEG with its size replaced: the frame header's height and width. */
function jpegOf(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(seven.jpeg);
  const at = bytes.findIndex((byte, i) => byte === 0xff && [0xc0, 0xc2].includes(bytes[i + 1] ?? 0));
  new DataView(bytes.buffer).setUint16(at + 5, height);
  new DataView(bytes.buffer).setUint16(at + 7, width);
  return bytes;
}

/** The scan of a picture again and again: each costs a pass over all of it. */
function jpegOfScans(count: number): Uint8Array<ArrayBuffer> {
  const bytes = fixture('grey.jpg');
  const scan = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xda);
  const pieces = Array.from({ length: count }, () => bytes.subarray(scan, -2));
  return concat([bytes.subarray(0, scan), ...pieces, bytes.subarray(-2)]);
}

const zeros = deflateSync(new Uint8Array(64 * 2 ** 20));
const deep = text('['.repeat(500_000));
const closed = text(`${'['.repeat(500_000)}${']'.repeat(500_000)}`);
const inField = text(`{"image":${'['.repeat(500_000)}${']'.repeat(500_000)}}`);
const wide = text(`{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":[]`).join(',')}}`);
const flat = text(`{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`);
const stars = text(`{"image":"${'*'.repeat(13_000_000)}"}`);
const parts = Array.from(
  { length: 20_000 },
  (_, i) => `--x\r\nContent-Disposition: form-data; name="f${i}"\r\n\r\n1\r\n`,
);
const form = text(`${parts.join('')}--x--\r\n`);
const chunks = Array.from({ length: 100_000 }, () => pngChunk('tEXt'));

/** Images that are refused by the decoders. */
const images: Record<string, Uint8Array> = {
  'PNG of 60,000 × 60,000': png(60_000, 60_000, zeros),
  'PNG of four thousand million a side': png(0xffffffff, 0xffffffff, zeros),
  'PNG of 28 × 28 that unpacks to 64 MiB': png(28, 28, zeros),
  'PNG of 5,000 × 5,000 in a hundred bytes': png(5000, 5000, deflateSync(new Uint8Array(100))),
  'PNG of 100,000 empty chunks': concat([pngSignature, ihdr(28, 28), ...chunks, pngChunk('IEND')]),
  'JPEG of 65,535 × 65,535': jpegOf(65_535, 65_535),
  'JPEG of 2,000 scans': jpegOfScans(2000),
  'WebP of 16,384 × 16,384': webpOf16k(),
};
const bombs: Record<string, () => Promise<unknown>> = {
  ...Object.fromEntries(Object.entries(images).map(([name, bytes]) => [name, () => decode(bytes, limits)])),
  'JSON 500,000 arrays deep': async () => parseJson(deep),
  'JSON 500,000 arrays deep, closed': async () => parseJson(closed),
  'JSON field 500,000 arrays deep': async () => parseJson(inField),
  'JSON of 100,000 fields with arrays': async () => parseJson(wide),
  'JSON of 100,000 fields': async () => parseJson(flat),
  'Base64 of 13 million wrong letters': () => post(stars),
  'Form of 20,000 parts': () => post(form, 'multipart/form-data; boundary=x'),
  'Body that says it has 9 GB': () =>
    readUpload(
      new Request('http://localhost/', {
        method: 'POST',
        body: 'x',
        headers: { 'content-length': '9000000000' },
      }),
      limits,
    ),
};

function webpOf16k(): Uint8Array {
  const bytes = new Uint8Array(seven.webp);
  const at = bytes.findIndex((byte, i) => byte === 0x9d && bytes[i + 1] === 0x01 && bytes[i + 2] === 0x2a);
  if (at !== -1) new DataView(bytes.buffer).setUint32(at + 3, 0x3fff3fff, true);
  else bytes.set([0xff, 0xff, 0xff, 0x0f], 21);
  return bytes;
}

const rounds = 10;
const rows: Record<string, { 'median ms': string; 'worst ms': string; 'MB more': string; refusal: string }> =
  {};
await decode(seven.jpeg, limits);
await decode(seven.webp, limits);
for (const [name, bomb] of Object.entries(bombs)) {
  const times: number[] = [];
  let refusal = 'accepted!';
  Bun.gc(true);
  const before = process.memoryUsage.rss();
  let peak = before;
  for (let i = 0; i < rounds; i++) {
    const begin = performance.now();
    try {
      await bomb();
    } catch (error) {
      if (!(error instanceof InkwellError)) throw error;
      refusal = `${error.code}: ${error.message}`.slice(0, 70);
    }
    times.push(performance.now() - begin);
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  times.sort((a, b) => a - b);
  rows[name] = {
    'median ms': (times[rounds >> 1] ?? 0).toFixed(2),
    'worst ms': (times.at(-1) ?? 0).toFixed(2),
    'MB more': ((peak - before) / 1e6).toFixed(1),
    refusal,
  };
}
console.table(rows);
