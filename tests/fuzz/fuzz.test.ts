import { expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { Glob } from 'bun';
import { type Fixture, fromFixture } from './fixture.ts';
import { attempt, createTarget, fuzz } from './run.ts';

setDefaultTimeout(120_000);

test.each<[string, () => Promise<Response>, RegExp]>([
  ['a 5xx', async () => new Response('broken', { status: 500 }), /^500: broken/],
  [
    'a 5xx in a line of many',
    async () =>
      new Response('{"problem":{"status":503}}', { headers: { 'content-type': 'application/x-ndjson' } }),
    /^200: /,
  ],
  ['a hang', async () => new Response(spin(1100)), /^took \d/],
  [
    'a memory jump',
    async () => new Response(String(new Uint8Array(150 * 2 ** 20).fill(1).length)),
    /^took \d+ MiB/,
  ],
  ['no answer', () => Promise.reject(new Error('hung up')), /hung up/],
])('%s is a failure', async (_, send, reason) => {
  const request = { method: 'GET', path: '/', headers: {} };
  expect((await attempt(send, request)).reason).toMatch(reason);
});

/** Works so many milliseconds. */
function spin(ms: number): string {
  const begin = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(begin);
    if (user + system > ms * 1000) return 'done';
  }
}

test('three thousand requests, right, odd and broken, are answered, and none with a 5xx', async () => {
  const { failures, statuses } = await fuzz({ count: 3000, seed: 20_261_123 });
  expect(failures.map(({ seed, kind, reason }) => `${seed} ${kind}: ${reason}`)).toEqual([]);
  // The grammars reach both sides: what they make is neither all right nor all wrong.
  for (const kind of ['image', 'json', 'multipart', 'filters', 'zip', 'import', 'label', 'headers']) {
    const counts = Object.entries(statuses[kind] ?? {});
    expect(counts.some(([status]) => Number(status) < 300)).toBe(true);
    expect(counts.some(([status]) => Number(status) >= 400)).toBe(true);
  }
});

const folder = join(import.meta.dir, '../fixtures/fuzz');
const kept = [...new Glob('*.json').scanSync(folder)].toSorted();

test('what once failed does not fail again', async () => {
  const send = await createTarget();
  for (const file of kept) {
    const request = fromFixture((await Bun.file(join(folder, file)).json()) as Fixture);
    expect([file, (await attempt(send, request)).reason]).toEqual([file, undefined]);
  }
});
