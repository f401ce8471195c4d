import { expect, test } from 'bun:test';
import { createAssets } from '../../../src/modules/pages/assets.ts';
import { testApp } from '../../support/app.ts';

const text = (content: string, mediaType = 'text/css; charset=utf-8') => ({
  bytes: new TextEncoder().encode(content),
  mediaType,
});
const css = 'body { color: black }\n'.repeat(50);
const assets = new Map([
  ['inkwell.css', text(css)],
  ['inkwell.js', text('1', 'text/javascript; charset=utf-8')],
  ['icon.svg', text('<svg/>', 'image/svg+xml')],
]);

test('the address of an asset changes with its content, and only with it', () => {
  const url = (content: string) => createAssets(new Map([['a.css', text(content)]])).url('a.css');
  expect(url('one')).toMatch(/^\/assets\/a\.[0-9a-f]{14}\.css$/);
  expect(url('one')).toBe(url('one'));
  expect(url('one')).not.toBe(url('two'));
  expect(url('')).not.toBe(url('\0'));
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
  const answer = await send('/assets/inkwell.css', { headers: { 'accept-encoding': 'gzip, br' } });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  expect(answer.headers.get('vary')).toBe('accept-encoding');
  const packed = new Uint8Array(await answer.arrayBuffer());
  expect(packed.byteLength).toBeLessThan(css.length / 2);
  expect(new TextDecoder().decode(Bun.gunzipSync(packed))).toBe(css);
});

test('no other file can be had', async () => {
  const { send } = await testApp({ assets });
  for (const name of ['nothing.css', '..%2f..%2fpackage.json', 'inkwell.00000000000000.css'])
    expect((await send(`/assets/${name}`)).status).toBe(404);
});
