import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Database } from '../../src/storage/database.ts';
import { createExchangeStore } from '../../src/storage/exchange.ts';
import { hasContent, imageContent } from '../../src/storage/image-content.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { memoryDatabase } from '../support/database.ts';
import { plansOf } from '../support/plans.ts';
import { aPrediction } from '../support/prediction.ts';

describe('a picture is known by the first half of its hash', () => {
  let database: Database;
  beforeAll(async () => {
    database = await memoryDatabase();
  });
  afterAll(() => database.close());

  const insert = (id: string, sha256: string, conflict = '') =>
    database.client.execute({
      sql: `insert into images (id, sha256, media_type, width, height, byte_length, created_at) values (?, ?, 'image/png', 1, 1, 1, 0) ${conflict}`,
      args: [id, sha256],
    });
  const find = async (sha256: string) =>
    (
      await database.client.execute({
        sql: `select id from images where ${hasContent('?1')}`,
        args: [sha256],
      })
    ).rows;

  const first = `${'ab'.repeat(16)}${'00'.repeat(16)}`;
  const forged = `${'ab'.repeat(16)}${'11'.repeat(16)}`;

  test('the same hash comes in once, whoever writes it', async () => {
    await insert('first', first);
    await expect(insert('second', first)).rejects.toThrow('images_content');
    await expect(insert('second', first.toUpperCase())).rejects.toThrow('images_content');
    expect((await insert('second', first, `on conflict (${imageContent}) do nothing`)).rowsAffected).toBe(0);
    expect(await find(first)).toMatchObject([{ id: 'first' }]);
  });

  test('one that shares only the first half is refused, and never taken for the other', async () => {
    await expect(insert('forged', forged)).rejects.toThrow('images_content');
    expect(await find(forged)).toEqual([]);
    expect((await createExchangeStore(database).known([forged])).has(forged)).toBe(false);
    expect((await createExchangeStore(database).known([first])).get(first)?.imageId).toBe('first');
  });

  test('one that differs in the first half is another', async () => {
    await insert('other', `${'ab'.repeat(15)}ac${'00'.repeat(16)}`);
    expect(await find(first)).toMatchObject([{ id: 'first' }]);
  });

  test('every lookup by hash uses the index', async () => {
    const lookups = [
      () => createExchangeStore(database).known([first, forged]),
      () => createLibsqlStore(database).record(aPrediction({ label: 3 })),
      () => find(first),
    ];
    for (const lookup of lookups) {
      const steps = (await plansOf(database, lookup)).filter((step) => /^(SEARCH|SCAN) images\b/.test(step));
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps)
        expect(step).toMatch(/^SEARCH images USING INDEX images_content \(<expr>=\?\)$/);
    }
  });
});
