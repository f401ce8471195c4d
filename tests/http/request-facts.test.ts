import { expect, test } from 'bun:test';
import { testApp } from '../support/app.ts';

const { send, lines } = await testApp();
const idFor = async (given?: string) =>
  (await send('/livez', given === undefined ? {} : { headers: { 'x-request-id': given } })).headers.get(
    'x-request-id',
  );

test('a harmless id of the caller comes back', async () => {
  expect(await idFor('trace-0a.1_~')).toBe('trace-0a.1_~');
});

test.each(['', 'two words', 'a\tb', 'ünicode', '<script>', 'x'.repeat(129), '{"a":1}', 'a,b'])(
  'an id like %p is replaced by one of ours',
  async (given) => {
    const id = await idFor(given);
    expect(id).not.toBe(given);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test('every request without an id gets its own', async () => {
  expect(await idFor()).not.toBe(await idFor());
});

test('response, problem and log line share the id', async () => {
  const response = await send('/nowhere', { headers: { 'x-request-id': 'the-same' } });
  expect(response.headers.get('x-request-id')).toBe('the-same');
  expect(await response.json()).toMatchObject({ requestId: 'the-same' });
  await new Promise(setImmediate);
  expect(lines.filter(({ fields }) => fields.requestId === 'the-same')).toHaveLength(1);
});
