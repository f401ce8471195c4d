import { expect, test } from 'bun:test';
import { testApp } from '../support/app.ts';

const { send } = await testApp();

test.each([
  ['/livez', {}],
  ['/readyz', { method: 'HEAD' }],
  ['/nowhere', {}],
  ['/predict', {}],
  ['/predict', { method: 'OPTIONS' }],
  ['/predict', { method: 'POST', body: '' }],
  ['/predictions', {}],
  ['/predictions?limit=0', {}],
  ['/swagger', {}],
  ['/swagger/json', {}],
  ['/', {}],
])('%s %p carries the headers that keep a browser from harm', async (path, init) => {
  const { headers } = await send(path, init);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test.each(['/', '/history', '/nowhere', '/predictions'])(
  '%s may run nothing that is written into it',
  async (path) => {
    const { headers } = await send(path, { headers: { accept: 'text/html' } });
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  },
);

test('answers about people’s images are kept by no shared cache', async () => {
  expect((await send('/predictions')).headers.get('cache-control')).toContain('private');
  expect((await send('/predictions/none')).headers.get('cache-control')).toBe('no-store');
});
