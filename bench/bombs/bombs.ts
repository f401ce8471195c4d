import { deflateSync } from 'node:zlib';
import { fixture } from '../../tests/support/jpeg.ts';
import { concat, ihdr, pngChunk, pngSignature } from '../../tests/support/png.ts';
import { seven } from '../../tests/support/seven.ts';
import { packed, writeZip } from '../../tests/support/zip.ts';

/** A request as it goes over the wire, made to cost more than it costs to send. */
export interface Bomb {
  /** What of the issue's list it belongs to. */
  readonly kind: string;
  readonly name: string;
  readonly request: Uint8Array;
}

type Bytes = Uint8Array<ArrayBuffer>;

const text = (value: string) => new TextEncoder().encode(value);

/** Request line, headers, body. */
const raw = (path: string, headers: string, body?: Uint8Array, method = 'POST') =>
  concat([
    text(
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}${
        body ? `Content-Length: ${body.length}\r\n` : ''
      }\r\n`,
    ),
    body ?? new Uint8Array(),
  ]);

const post = (path: string, type: string, body: Uint8Array) => raw(path, `Content-Type: ${type}\r\n`, body);
const image = (kind: string, name: string, bytes: Uint8Array): Bomb => ({
  kind,
  name,
  request: post('/predict', 'image/png', bytes),
});
const json = (kind: string, name: string, body: string, path = '/predict'): Bomb => ({
  kind,
  name,
  request: post(path, 'application/json', text(body)),
});

const png = (width: number, height: number, pixels: Uint8Array) =>
  concat([pngSignature, ihdr(width, height), pngChunk('IDAT', pixels), pngChunk('IEND')]);

/** A JPEG with its size replaced: the frame header's height and width. */
function jpegOf(width: number, height: number, of: Uint8Array = seven.jpeg): Bytes {
  const bytes = new Uint8Array(of);
  const at = bytes.findIndex((byte, i) => byte === 0xff && [0xc0, 0xc2].includes(bytes[i + 1] ?? 0));
  new DataView(bytes.buffer).setUint16(at + 5, height);
  new DataView(bytes.buffer).setUint16(at + 7, width);
  return bytes;
}

/** The scan of a picture again and again: each costs a pass over all of it. */
function jpegOfScans(count: number, of = fixture('grey.jpg')): Bytes {
  const scan = of.findIndex((byte, i) => byte === 0xff && of[i + 1] === 0xda);
  const pieces = Array.from({ length: count }, () => of.subarray(scan, -2));
  return concat([of.subarray(0, scan), ...pieces, of.subarray(-2)]);
}

function webpOf16k(): Bytes {
  const bytes = new Uint8Array(seven.webp);
  const at = bytes.findIndex((byte, i) => byte === 0x9d && bytes[i + 1] === 0x01 && bytes[i + 2] === 0x2a);
  if (at !== -1) new DataView(bytes.buffer).setUint32(at + 3, 0x3fff3fff, true);
  else bytes.set([0xff, 0xff, 0xff, 0x0f], 21);
  return bytes;
}

/** Every bomb that this service should have met before somebody else sends it. */
export function bombs(): Bomb[] {
  const mebibyte = 2 ** 20;
  const zeros = deflateSync(new Uint8Array(64 * mebibyte));
  const base64 = 'A'.repeat(13_000_000);
  const largest = new Uint8Array(10 * mebibyte);
  const nothing = packed('0.png', largest);
  largest.set(seven.png.subarray(0, 33));
  const headed = packed('0.png', largest);
  const parts = (count: number, name: (i: number) => string) =>
    text(
      `${Array.from({ length: count }, (_, i) => `--x\r\nContent-Disposition: form-data; ${name(i)}\r\n\r\n1\r\n`).join('')}--x--\r\n`,
    );
  const form = (path: string, body: Uint8Array) => post(path, 'multipart/form-data; boundary=x', body);
  const fields = (value: string) =>
    `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":${value}`).join(',')}}`;
  const chunks = Array.from({ length: 100_000 }, () => pngChunk('tEXt'));
  const headers = Array.from({ length: 100_000 }, (_, i) => `x-${i}: 1\r\n`).join('');
  const batch = '/predict/batch';

  return [
    image('dimensions', 'PNG of 60,000 × 60,000', png(60_000, 60_000, zeros)),
    image('dimensions', 'PNG of four thousand million a side', png(0xffffffff, 0xffffffff, zeros)),
    image('dimensions', 'JPEG of 65,535 × 65,535', jpegOf(65_535, 65_535)),
    image('dimensions', 'WebP of 16,384 × 16,384', webpOf16k()),

    image('deflate', 'PNG of 28 × 28 that unpacks to 64 MiB', png(28, 28, zeros)),
    image(
      'deflate',
      'PNG of 5,000 × 5,000 in a hundred bytes',
      png(5000, 5000, deflateSync(new Uint8Array(100))),
    ),
    image(
      'deflate',
      'PNG of 100,000 empty chunks',
      concat([pngSignature, ihdr(28, 28), ...chunks, pngChunk('IEND')]),
    ),

    image('JPEG scans', 'JPEG of 2,000 scans', jpegOfScans(2000)),
    image(
      'JPEG scans',
      'JPEG of 4,900 × 4,900 and 60 scans',
      jpegOfScans(60, jpegOf(4900, 4900, fixture('grey.jpg'))),
    ),

    {
      kind: 'zip',
      name: 'a file of 10 MiB out of 10 kB',
      request: post(batch, 'application/zip', writeZip([nothing])),
    },
    {
      kind: 'zip',
      name: '1,000 files of 10 MiB that are the same 10 kB',
      request: post(
        batch,
        'application/zip',
        writeZip(
          Array.from({ length: 1000 }, (_, i) => ({ ...nothing, name: `${i}.png` })),
          { shared: true },
        ),
      ),
    },
    {
      kind: 'zip',
      name: 'the same, with the head of a PNG',
      request: post(
        batch,
        'application/zip',
        writeZip(
          Array.from({ length: 1000 }, (_, i) => ({ ...headed, name: `${i}.png` })),
          { shared: true },
        ),
      ),
    },
    {
      kind: 'zip',
      name: 'a file that says 9 GB',
      request: post(batch, 'application/zip', writeZip([{ ...nothing, size: 0xfffffff0 }])),
    },
    {
      kind: 'zip',
      name: 'a zip in a zip in a zip',
      request: post(
        batch,
        'application/zip',
        writeZip([packed('a.zip', writeZip([packed('b.zip', writeZip([nothing]))]))]),
      ),
    },
    {
      kind: 'zip',
      name: '60,000 folders',
      request: post(
        batch,
        'application/zip',
        writeZip(
          Array.from({ length: 60_000 }, (_, i) => ({ ...packed(`${i}/`, new Uint8Array()) })),
          { shared: true },
        ),
      ),
    },

    json('JSON', '500,000 arrays deep', '['.repeat(500_000)),
    json('JSON', '500,000 arrays deep, closed', `${'['.repeat(500_000)}${']'.repeat(500_000)}`),
    json('JSON', 'a field 500,000 arrays deep', `{"image":${'['.repeat(500_000)}${']'.repeat(500_000)}}`),
    json('JSON', '500,000 objects deep', '{"a":'.repeat(500_000)),
    json('JSON', '100,000 fields', fields('1')),
    json('JSON', '100,000 fields with arrays', fields('[]')),
    json('JSON', 'an array of four million ones', `{"image":[${'1,'.repeat(4_000_000)}1]}`),
    json('JSON', 'thirteen million spaces', `{${' '.repeat(13_000_000)}x}`),
    json('JSON', 'in the batch, 500,000 arrays deep', '['.repeat(500_000), batch),
    json(
      'JSON',
      'in the batch, an element 500,000 deep',
      `[${'['.repeat(500_000)}${']'.repeat(500_000)}]`,
      batch,
    ),
    json('JSON', 'as a label, 500,000 deep', `{"label":${'['.repeat(500_000)}}`, '/images/x/label'),
    json('JSON', 'a model of 500,000 arrays', `{"folder":${'['.repeat(500_000)}}`, '/replays'),

    json('Base64', '13 million wrong letters', `{"image":"${'*'.repeat(13_000_000)}"}`),
    json(
      'Base64',
      'one wrong letter, the last of 13 million',
      `{"image":"${seven.png.toBase64({ omitPadding: true }).slice(0, 400)}${base64}*"}`,
    ),
    json('Base64', '13 million right letters of nothing', `{"image":"${base64}"}`),
    json('Base64', '13 million with escapes', `{"image":"${'\\u0041\\/'.repeat(1_600_000)}"}`),
    json('Base64', '13 million percents', `{"image":"data:,${'%00'.repeat(4_300_000)}"}`),
    json('Base64', '13 million right letters of nothing in the batch', `["${base64}"]`, batch),

    {
      kind: 'forms',
      name: '20,000 parts',
      request: form(
        '/predict',
        parts(20_000, (i) => `name="f${i}"`),
      ),
    },
    {
      kind: 'forms',
      name: '20,000 fields in the batch',
      request: form(
        batch,
        parts(20_000, (i) => `name="f${i}"`),
      ),
    },
    {
      kind: 'forms',
      name: '20,000 fields in an import',
      request: form(
        '/import',
        parts(20_000, (i) => `name="f${i}"`),
      ),
    },
    {
      kind: 'forms',
      name: '20,000 files in an import',
      request: form(
        '/import',
        parts(20_000, (i) => `name="f"; filename="${i}"`),
      ),
    },
    {
      kind: 'forms',
      name: 'a part with a header of 10 MB',
      request: form(
        batch,
        parts(1, () => `name="${'x'.repeat(10_000_000)}"`),
      ),
    },
    {
      kind: 'forms',
      name: '10 MB of boundaries’ beginnings',
      request: form(
        '/predict',
        concat([parts(1, (i) => `name="f${i}"`).slice(0, -7), text('\r\n--'.repeat(2_600_000))]),
      ),
    },

    { kind: 'headers', name: '100,000 headers', request: raw('/livez', headers, undefined, 'GET') },
    {
      kind: 'headers',
      name: 'a header of 16 MB',
      request: raw('/livez', `x: ${'y'.repeat(16_000_000)}\r\n`, undefined, 'GET'),
    },
    {
      kind: 'headers',
      name: 'an address of 1 MB',
      request: raw(`/${'y'.repeat(1_000_000)}`, '', undefined, 'GET'),
    },
    {
      kind: 'headers',
      name: '190 headers, ten thousand cookies',
      request: raw('/history', `cookie: ${'a=b; '.repeat(2500)}\r\n`, undefined, 'GET'),
    },
    {
      kind: 'headers',
      name: 'a query of 3,000 fields',
      request: raw(`/predictions?${'a=b&'.repeat(3000)}limit=x`, '', undefined, 'GET'),
    },
    {
      kind: 'length',
      name: 'a body that says it has 9 GB',
      request: raw('/predict', 'Content-Length: 9000000000\r\n'),
    },
    {
      kind: 'length',
      name: 'a batch that says it has 9 GB',
      request: raw(batch, 'Content-Type: application/json\r\nContent-Length: 9000000000\r\n'),
    },
  ];
}
