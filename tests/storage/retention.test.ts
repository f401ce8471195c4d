import { afterAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import Driver from 'libsql';
import { openDatabase } from '../../src/storage/database.ts';
import { settings } from '../../src/storage/file-settings.ts';
import { createGroupCommit } from '../../src/storage/group-commit.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { createRetention, undoTime } from '../../src/storage/retention.ts';
import { memoryDatabase, migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction, noon } from '../support/prediction.ts';

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());

const day = 86_400_000;
const keepAll = { days: undefined, count: undefined };

async function withHistory(count: number, apart = day) {
  const database = await memoryDatabase();
  const store = createLibsqlStore(database);
  const recorded = await store.recordAll(
    Array.from({ length: count }, (_, i) => aPrediction({ createdAt: new Date(noon + i * apart) })),
  );
  return { database, store, ids: recorded.map((one) => ('stored' in one ? one.stored.id : '')) };
}

/** Steps until nothing is left to do. @returns what each removed. */
async function finish(retention: ReturnType<typeof createRetention>, now: number): Promise<number[]> {
  const removed: number[] = [];
  for (let n = -1; n !== 0; ) {
    n = await retention.step(new Date(now));
    removed.push(n);
  }
  return removed;
}

test('keeps everything unless told otherwise', async () => {
  const { database, store } = await withHistory(3);
  expect(await finish(createRetention(database, keepAll), noon + 1000 * day)).toEqual([0]);
  expect((await store.count({})).count).toBe(3);
  await store.close();
});

test('deletes what is older than so many days, with its picture, and nothing that is younger', async () => {
  const { database, store, ids } = await withHistory(5);
  const first = await store.find(ids[0] ?? '');
  await finish(createRetention(database, { ...keepAll, days: 2 }), noon + 4 * day + 1);
  expect((await store.list({ limit: 9 })).items.map(({ id }) => id)).toEqual(ids.slice(3).toReversed());
  expect(await store.imageBytes(first?.image.id ?? '')).toBeNull();
  expect((await store.count({})).count).toBe(2);
  await store.close();
});

test('keeps only so many, the newest, and goes in small steps', async () => {
  const { database, store, ids } = await withHistory(250, 1);
  const removed = await finish(createRetention(database, { ...keepAll, count: 20 }), noon);
  expect(removed).toEqual([100, 100, 30, 0]);
  expect((await store.list({ limit: 99 })).items.map(({ id }) => id)).toEqual(ids.slice(-20).toReversed());
  await store.close();
});

test('empties the trash once an undo is no longer possible, and forgets idempotency keys after a day', async () => {
  const { database, store, ids } = await withHistory(2);
  const retention = createRetention(database, keepAll);
  const idempotency = { key: 'k', fingerprint: 'f' };
  await store.record(aPrediction({ idempotency }));
  await store.trash([ids[0] ?? ''], { id: 'd', deletedAt: new Date(noon) });
  expect(await finish(retention, noon + undoTime)).toEqual([0]);
  expect(await finish(retention, noon + undoTime + 1)).toEqual([1, 0]);
  expect(await store.restore('d')).toBe(0);
  expect(await finish(retention, noon + day + 1)).toEqual([1, 0]);
  expect((await database.client.execute('select * from idempotency_keys')).rows).toEqual([]);
  await store.close();
});

test('gives space back to the disk, in steps', async () => {
  const path = join(folder.path, 'space.db');
  const database = await openDatabase({ url: `file:${path}`, migrationsFolder });
  const store = createLibsqlStore(database);
  const bytes = () => new Uint8Array(20_000).fill(Math.random() * 255);
  for (let i = 0; i < 10; i++)
    await store.recordAll(
      Array.from({ length: 100 }, (_, j) =>
        aPrediction({ bytes: bytes().with(0, i).with(1, j), createdAt: new Date(noon + i * 100 + j) }),
      ),
    );
  const pages = async () => Number((await database.client.execute('pragma page_count')).rows[0]?.[0]);
  const before = await pages();
  await finish(createRetention(database, { ...keepAll, count: 10 }), noon);
  expect(before).toBeGreaterThan(4500);
  const between = await pages();
  expect(between).toBeLessThan(before - 2000);
  await store.close();

  const group = createGroupCommit({ path, busyTimeoutMs: 1000, settings });
  for (let i = 0; i < 10; i++) expect(group.commit([{ kind: 'give-back' }])).toEqual([{ results: [] }]);
  group.close();
  const file = new Driver(path);
  const left = file.prepare('pragma page_count').get() as { page_count: number };
  expect(left.page_count).toBeLessThan(Math.max(between - 1, 1500));
  expect(file.prepare('pragma integrity_check').get()).toHaveProperty('integrity_check', 'ok');
  file.close();
});
