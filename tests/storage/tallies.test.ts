import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { notADigit } from '../../src/core/prediction.ts';
import type { PredictionStore } from '../../src/core/store.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { memoryDatabase, migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction, freshBytes, noon } from '../support/prediction.ts';

let database: Database;
let store: PredictionStore;
beforeAll(async () => {
  database = await memoryDatabase();
  store = createLibsqlStore(database);
});
afterAll(() => store.close());

/** Kept, and counted anew. */
async function bothWays({ client }: Database) {
  const rows = async (sql: string) => (await client.execute(sql)).rows.map((row) => ({ ...row }));
  return {
    kept: await rows(
      'select facet, day, count, round(confidence_sum, 9) as sum from tallies order by facet, day',
    ),
    counted: await rows(
      'select facet, created_at / 86400000 as day, count(*) as count, round(sum(confidence), 9) as sum from predictions group by 1, 2 order by 1, 2',
    ),
  };
}

async function daysBothWays({ client }: Database) {
  const rows = async (sql: string) => (await client.execute(sql)).rows.map((row) => ({ ...row }));
  return {
    kept: await rows(
      'select day, model_id, count, round(confidence_sum, 9) as sum from days order by day, model_id',
    ),
    counted: await rows(
      'select created_at / 86400000 as day, model_id, count(*) as count, round(sum(confidence), 9) as sum from predictions group by 1, 2 order by 1, 2',
    ),
  };
}

async function expectTrue(total: number, of = database) {
  const { kept, counted } = await bothWays(of);
  expect(kept).toEqual(counted);
  const { rows: facets } = await of.client.execute(
    `select facet, count, round(confidence_sum, 9) as sum from facets except
     select facet, count(*), round(sum(confidence), 9) from predictions group by 1`,
  );
  expect(facets).toEqual([]);
  const { rows: facetsMissing } = await of.client.execute(
    'select facet from predictions except select facet from facets',
  );
  expect(facetsMissing).toEqual([]);
  const days = await daysBothWays(of);
  expect(days.kept).toEqual(days.counted);
  expect(kept.reduce((sum, row) => sum + Number(row['count']), 0)).toBe(total);
}

test('tallies stay true through everything that is done to predictions', async () => {
  const bytes = freshBytes();
  const nextDay = new Date(noon + 86_400_000);
  const one = await store.record(aPrediction({ bytes }));
  const two = await store.record(aPrediction({ bytes, confidence: 0.3, createdAt: nextDay }));
  await store.record(aPrediction({ status: 'blank', digit: null, confidence: 0 }));
  await expectTrue(3);
  await store.record(aPrediction({ bytes, label: 7 }));
  await expectTrue(4);
  await store.setLabel(one.image.id, { digit: notADigit, source: 'person', createdAt: nextDay });
  await expectTrue(4);
  await database.client.execute({ sql: 'update predictions set sampled = 1 where id = ?', args: [one.id] });
  await expectTrue(4);
  await store.trash([one.id, two.id], { id: 'd', deletedAt: nextDay });
  await expectTrue(2);
  await store.restore('d');
  await expectTrue(4);
  await store.remove(two.id);
  await expectTrue(3);
  await database.client.execute('delete from predictions');
  await expectTrue(0);
});

test('a change that fails leaves them as they were', async () => {
  const { id } = await store.record(aPrediction());
  await expect(store.record(aPrediction({ id, label: 4 }))).rejects.toThrow();
  await expectTrue(1);
});

test('an older database gets them counted once', async () => {
  await using folder = await scratchFolder();
  const url = `file:${join(folder.path, 'old.db')}`;
  const firstMigration = join(import.meta.dir, '../fixtures/first-migration');
  const old = await openDatabase({ url, migrationsFolder: firstMigration });
  await old.client.executeMultiple(await Bun.file(join(firstMigration, 'rows.sql')).text());
  await old.close();
  const upToDate = await openDatabase({ url, migrationsFolder });
  await expectTrue(2, upToDate);
  const sampled = await upToDate.client.execute('select count(*) from predictions where sampled');
  expect(sampled.rows[0]?.[0]).toBe(0);
  expect((await upToDate.client.execute('pragma foreign_key_check')).rows).toEqual([]);
  await upToDate.close();
});
