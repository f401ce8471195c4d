import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';
import { alone, createStarter, freshPicture, post } from '../support/running.ts';

/** A start takes a second, more where other tests run beside. */
setDefaultTimeout(60_000);

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
const start = createStarter();
const minute = 60_000;

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

describe.each(['1', '2'])('with %s worker(s)', (workers) => {
  test('what is read after the clock was set back still comes after what was there, and every page once', async () => {
    const path = join(folder.path, `${workers}.db`);
    const store = createLibsqlStore(await openDatabase({ url: `file:${path}`, migrationsFolder }));
    const before = Date.now() + 10 * minute;
    const { id: newest } = await store.record(aPrediction({ createdAt: new Date(before) }));
    await store.close();

    const url = await start({ DATABASE_URL: `file:${path}`, WORKERS: workers, LOG_LEVEL: 'warn' }).url();
    const ids = [newest];
    for (let i = 0; i < 6; i++) {
      const answer = await post(url, freshPicture());
      const { id, createdAt } = (await answer.json()) as { id: string; createdAt: string };
      expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(before);
      ids.push(id);
    }
    expect(ids.slice(1).every((id) => id > newest)).toBe(true);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await (
        await fetch(`${url}/predictions?limit=2${query}`, { headers: alone })
      ).json()) as Page;
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(ids.toSorted().toReversed());
    const from = new Date(before - 1).toISOString();
    const since = (await (await fetch(`${url}/predictions?from=${from}`, { headers: alone })).json()) as Page;
    expect(since.items).toHaveLength(ids.length);
  });
});
