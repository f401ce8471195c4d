import { describe, expect, test } from 'bun:test';
import { testApp } from '../support/app.ts';
import { seven } from '../support/seven.ts';

const { send, lines, store } = await testApp();
const { image } = await (async () => {
  const response = await send('/predict', { method: 'POST', body: seven.png });
  return (await response.json()) as { image: { id: string } };
})();

const text = (value: string) => new TextEncoder().encode(value);
const base64 = seven.png.toBase64();
const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const form = (...parts: string[]) => text(`${parts.map((part) => `--x\r\n${part}\r\n`).join('')}--x--\r\n`);

const bodies: Record<string, Uint8Array<ArrayBuffer>> = {
  nothing: text(''),
  'a byte': Uint8Array.of(0),
  spaces: text('   \r\n'),
  'a byte order mark': Uint8Array.of(0xef, 0xbb, 0xbf),
  'half a JSON': text('{"image":"'),
  'JSON with a comma too many': text('{"image":"a",}'),
  'JSON null': text('null'),
  'a JSON number': text('1e999'),
  'deep arrays': text(deep('[', ']', 200_000)),
  'deep objects': text(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  'a deep image': text(`{"image":${deep('[', ']', 100_000)}}`),
  'a wide image': text(`{"image":[${'1,'.repeat(400_000)}1]}`),
  'many keys': text(`{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(',')}}`),
  'a long key': text(`{"${'k'.repeat(900_000)}":{}}`),
  'the same key twice': text(`{"image":"${base64}","image":5}`),
  'a prototype': text(`{"__proto__":{"image":"${base64}"},"constructor":{"prototype":1}}`),
  'an image of surrogates': text('{"image":"\\ud800\\udfff\\ud800"}'),
  'an image of zeros': text('{"image":"\\u0000\\u0000"}'),
  'a large label': text(`{"image":"${base64}","label":1e308}`),
  'a label that is text': text(`{"image":"${base64}","label":"7"}`),
  'long Base64 of nothing': text(`{"image":"${'A'.repeat(1_000_000)}"}`),
  'a data: URI of nothing': text('{"image":"data:,"}'),
  'a data: URI of percents': text(`{"image":"data:image/png,${'%zz'.repeat(1000)}"}`),
  'a form without parts': text('--x--\r\n'),
  'a form part without a name': form('Content-Disposition: form-data\r\n\r\nabc'),
  'a form part without headers': form('\r\nabc'),
  'a form part that is no file': form('Content-Disposition: form-data; name="image"\r\n\r\nabc'),
  'a form file of nothing': form('Content-Disposition: form-data; name="image"; filename=""\r\n\r\n'),
  'a form file with a strange name': form(
    `Content-Disposition: form-data; name="image"; filename="../../\u0000<b>\\"\r\nContent-Type: a/b\r\n\r\nabc`,
  ),
  'a form of ten thousand parts': form(
    ...Array.from({ length: 10_000 }, (_, i) => `Content-Disposition: form-data; name="f${i}"\r\n\r\n1`),
  ),
  'a form that never ends': text('--x\r\nContent-Disposition: form-data; name="image"\r\n\r\nabc'),
  'two images in a form': form(
    'Content-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc',
    'Content-Disposition: form-data; name="image"; filename="b"\r\n\r\nabc',
  ),
  'a PNG signature alone': seven.png.slice(0, 8),
  'a PNG without an end': seven.png.slice(0, -12),
  'a PNG with a wrong byte': seven.png.with(100, (seven.png[100] ?? 0) ^ 1) as Uint8Array<ArrayBuffer>,
  'a JPEG signature alone': Uint8Array.of(0xff, 0xd8, 0xff),
  'a WebP header alone': text('RIFF\u0004\u0000\u0000\u0000WEBP'),
  SVG: text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  GIF: text('GIF89a\u0001\u0000\u0001\u0000'),
  HTML: text('<!doctype html><script>alert(1)</script>'),
  PDF: text('%PDF-1.7'),
  ZIP: text('PK\u0003\u0004'),
};

const types = [
  undefined,
  'application/json',
  'application/json; charset=utf-16',
  'multipart/form-data; boundary=x',
  'multipart/form-data; boundary="',
  'image/png',
  'application/octet-stream',
  'x',
  '; ; ;',
  `a/${'b'.repeat(5000)}`,
];

describe.each(Object.entries(bodies))('%s', (_, body) => {
  test.each([
    ['POST', '/predict'],
    ['POST', '/'],
    ['PUT', `/images/${image.id}/label`],
  ])('at %s %s is the sender’s mistake under every type', async (method, path) => {
    for (const type of types) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      const response = await send(path, { method, body, headers });
      expect([400, 413, 415, 422]).toContain(response.status);
      if (path !== '/') {
        expect(response.headers.get('content-type')).toBe('application/problem+json');
        expect(await response.json()).toMatchObject({ status: response.status });
      }
    }
  });
});

test.each([
  '/predictions?%',
  '/predictions?%ff=%ff',
  '/predictions?limit[]=5&limit[a]=1',
  '/predictions?__proto__=1&constructor=2',
  `/predictions?model=${'x'.repeat(20_000)}`,
  '/predictions?status=ok%00',
  '/predictions/%2e%2e/%2e%2e',
  '//predictions',
  '/predictions//',
  '/images/%00/label',
  '/assets/..%2f..%2fpackage.json',
  '/problems/%22%3E',
  '/swagger/../predictions',
  '/%',
  '/%c0%af',
  `/${'a/'.repeat(2000)}`,
  '/predictions;x=1',
  '/\u0000',
  '/😀',
])('%p, asked in every way, is answered', async (path) => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    const { status } = await send(path, { method });
    expect(status).toBeLessThan(500);
  }
});

test('and none of it was an error of ours, or left anything behind', async () => {
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect((await store.list({ limit: 100 })).items).toHaveLength(1);
});
