import { expect, test } from 'bun:test';
import { testApp } from '../support/app.ts';

async function linesFor(path: string, init?: RequestInit) {
  const { send, lines } = await testApp();
  await send(path, init);
  await new Promise(setImmediate);
  return lines.filter(({ message }) => message === 'request');
}

test('an answer leaves one line: method, path, status, duration, id', async () => {
  const [line, ...others] = await linesFor('/problems/conflict?secret=1', {
    headers: { 'x-request-id': 'abc' },
  });
  expect(others).toEqual([]);
  expect(line).toEqual({
    level: 'info',
    message: 'request',
    fields: {
      requestId: 'abc',
      method: 'GET',
      path: '/problems/conflict',
      status: 200,
      durationMs: expect.any(Number),
    },
  });
});

test.each([
  ['/nowhere', {}, 404],
  ['/predict', {}, 405],
  ['/predict', { method: 'OPTIONS' }, 204],
  ['/predict', { method: 'POST', body: 'no image' }, 415],
  ['/predict', { method: 'POST', body: '{' }, 400],
  ['/predictions/none', { method: 'DELETE' }, 404],
] as const)('%s %p is logged with the status that left', async (path, init, status) => {
  const [line] = await linesFor(path, init);
  expect(line?.fields.status).toBe(status);
});

test('probes that went well are only for those who debug', async () => {
  expect((await linesFor('/livez'))[0]?.level).toBe('debug');
  expect((await linesFor('/readyz'))[0]?.level).toBe('debug');
});

test('a probe that failed is for everybody', async () => {
  const { send, lines } = await testApp({ accepting: () => false });
  await send('/readyz');
  await new Promise(setImmediate);
  const [line] = lines.filter(({ message }) => message === 'request');
  expect([line?.level, line?.fields.status]).toEqual(['info', 503]);
});

test('a long path is cut', async () => {
  const [line] = await linesFor(`/${'x'.repeat(5000)}`);
  expect(line?.fields.path).toHaveLength(256);
});
