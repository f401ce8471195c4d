import { expect, test } from 'bun:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createAssets } from '../../../src/modules/pages/assets.ts';
import { assetOf } from '../../../src/runtime/asset-file.ts';
import { testApp } from '../../support/app.ts';

const text = (content: string, mediaType = 'text/css; charset=utf-8') =>
  assetOf(new Blob([content]), mediaType);
const css = 'body { color: black }\n'.repeat(50);
const others = await Promise.all(
  ['recogniser.js', 'unzip.js', 'onnxruntime.wasm'].map(
    async (name) => [name, await text('', 'application/wasm')] as const,
  ),
);
const assets = new Map([
  ...others,
  ['inkwell.css', await text(css)],
  ['inkwell.js', await text('1', 'text/javascript; charset=utf-8')],
  ['icon.svg', await text('<svg/>', 'image/svg+xml')],
]);

test('the address of an asset changes with its content, and only with it', async () => {
  const url = async (content: string) => createAssets(new Map([['a.css', await text(content)]])).url('a.css');
  expect(await url('one')).toMatch(/^\/assets\/a\.[0-9a-f]{14}\.css$/);
  expect(await url('one')).toBe(await url('one'));
  expect(await url('one')).not.toBe(await url('two'));
  expect(await url('')).not.toBe(await url('\0'));
});

test('asking for an asset that is not there is our own mistake', () => {
  expect(() => createAssets(assets).url('other.css')).toThrow('Cannot address the asset other.css');
});

test('an addressed asset may be kept for ever', async () => {
  const { send } = await testApp({ assets });
  const answer = await send(createAssets(assets).url('inkwell.css'));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await answer.text()).toBe(css);
});

test('a bare name is asked for anew each time, and costs nothing when unchanged', async () => {
  const { send } = await testApp({ assets });
  const first = await send('/assets/inkwell.css');
  expect(first.headers.get('cache-control')).toBe('public, no-cache');
  const again = await send('/assets/inkwell.css', {
    headers: { 'if-none-match': first.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});

test('text is compressed for those who can unpack it', async () => {
  const { send } = await testApp({ assets });
  for (const [accepted, encoding, unpack] of [
    ['gzip, deflate', 'gzip', gunzipSync],
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ] as const) {
    const answer = await send('/assets/inkwell.css', { headers: { 'accept-encoding': accepted } });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('vary')).toBe('accept-encoding');
    const packed = await answer.arrayBuffer();
    expect(packed.byteLength).toBeLessThan(css.length / 2);
    expect(unpack(packed).toString()).toBe(css);
  }
});

test('no other file can be had', async () => {
  const { send } = await testApp({ assets });
  for (const name of ['nothing.css', '..%2f..%2fpackage.json', 'inkwell.00000000000000.css'])
    expect((await send(`/assets/${name}`)).status).toBe(404);
});
