import { describe, expect, spyOn, test } from 'bun:test';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { memoryDatabase } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';

describe('without a committer', () => {
  test('predictions that come together share a commit, and each gets its own back', async () => {
    const database = await memoryDatabase();
    const store = createLibsqlStore(database);
    const commits = spyOn(database.client, 'batch');
    const all = Array.from({ length: 100 }, () => aPrediction());
    const stored = await Promise.all(all.map((one) => store.record(one)));
    expect(stored.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(commits.mock.calls.length).toBeLessThanOrEqual(2);
    expect(await store.count({})).toMatchObject({ count: 100 });
  });

  test('one that cannot be written takes no other with it', async () => {
    const store = createLibsqlStore(await memoryDatabase());
    const good = Array.from({ length: 5 }, () => aPrediction());
    const bad = aPrediction({ confidence: 2 });
    const outcomes = await Promise.allSettled([...good, bad].map((one) => store.record(one)));
    expect(outcomes.map(({ status }): string => status)).toEqual([
      ...good.map(() => 'fulfilled'),
      'rejected',
    ]);
    expect((await store.list({ limit: 10 })).items).toHaveLength(5);
  });
});
