import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { scratchFolder } from '../support/database.ts';
import { alone, createStarter, freshPicture, post } from '../support/running.ts';

/** A start takes a second, more where other tests run beside. */
setDefaultTimeout(60_000);

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
const start = createStarter();

interface Answer {
  readonly id: string;
}
const count = async (url: string) => {
  const answer = await fetch(`${url}/predictions?limit=100`, { headers: alone });
  return ((await answer.json()) as { items: unknown[] }).items.length;
};

test('tries with one Idempotency-Key that race over several workers make one row, and one after a kill gets the same answer', async () => {
  const env = { DATABASE_URL: `file:${join(folder.path, 'retries.db')}`, WORKERS: '2', LOG_LEVEL: 'warn' };
  const first = start(env);
  const url = await first.url();
  const rounds: { picture: Uint8Array<ArrayBuffer>; key: string; answer: Answer }[] = [];
  for (let round = 0; round < 5; round++) {
    const picture = freshPicture();
    const key = `round-${round}`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(url, picture, { 'idempotency-key': key })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const fresh = answers.filter(({ headers }) => !headers.has('idempotency-replayed'));
    expect(fresh).toHaveLength(1);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Answer[];
    const [answer] = bodies as [Answer];
    for (const body of bodies) expect(body).toEqual(answer);
    rounds.push({ picture, key, answer });
    const other = await post(url, freshPicture(), { 'idempotency-key': key });
    expect([other.status, ((await other.json()) as { type: string }).type]).toEqual([
      422,
      '/problems/key-reused',
    ]);
  }
  expect(await count(url)).toBe(rounds.length);

  // The answer to this one is lost with the server.
  const picture = freshPicture();
  const lost = post(url, picture, { 'idempotency-key': 'lost' }).catch(() => undefined);
  const before = await (await post(url, picture, { 'idempotency-key': 'lost' })).json();
  first.child.kill('SIGKILL');
  await Promise.all([first.child.exited, lost]);
  const again = await start(env).url();
  const retry = await post(again, picture, { 'idempotency-key': 'lost' });
  expect([retry.status, retry.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  expect(await retry.json()).toEqual(before);
  for (const { picture: sent, key, answer } of rounds)
    expect(await (await post(again, sent, { 'idempotency-key': key })).json()).toEqual(answer);
  expect(await count(again)).toBe(rounds.length + 1);
});
