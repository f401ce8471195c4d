import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test';
import type { InStatement } from '@libsql/client';
import type { PredictionQuery } from '../../src/core/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { memoryDatabase } from '../support/database.ts';

/** The plan of every statement that a call sends one by one, as SQLite explains it. */
async function plansOf(database: Database, call: () => Promise<unknown>): Promise<string[]> {
  const sent: InStatement[] = [];
  const sends = spyOn(database.client, 'execute');
  try {
    await call();
    sent.push(...sends.mock.calls.map(([statement]) => statement));
  } finally {
    sends.mockRestore();
  }
  const plans = await Promise.all(
    sent.map((statement) => {
      const { sql, args = [] } = typeof statement === 'string' ? { sql: statement } : statement;
      return database.client.execute({ sql: `explain query plan ${sql}`, args });
    }),
  );
  return plans.flatMap((plan) => plan.rows.map((row) => String(row['detail'])));
}

describe('every list is read in the order of an index', () => {
  let database: Database;
  beforeAll(async () => {
    database = await memoryDatabase();
  });
  afterAll(() => database.close());

  const now = new Date();
  const span = { from: now, until: now };
  const cases: [string, Partial<PredictionQuery>, string][] = [
    ['digit', { digit: 3 }, 'predictions_digit (digit=?'],
    ['status', { status: 'unsure' }, 'predictions_status (status=?'],
    ['model', { model: '1.0.0' }, 'predictions_model (model_version=?'],
    ['label', { label: 3 }, 'predictions_label (label=?'],
    ['no label', { label: 'none' }, 'predictions_label (label=?'],
    ['any label', { label: 'any' }, 'predictions_labelled'],
    ['time', span, '(id>? AND id<?)'],
    ['time and digit', { ...span, digit: 3 }, 'predictions_digit (digit=? AND id>? AND id<?)'],
  ];

  for (const before of [undefined, 'cursor'])
    for (const [name, query, index] of cases)
      test(`by ${name}${before ? ', further pages' : ''}`, async () => {
        const store = createLibsqlStore(database);
        const plan = await plansOf(database, () => store.list({ limit: 20, before, ...query }));
        expect(plan[0]).toContain(index);
        expect(plan.filter((step) => /TEMP B-TREE/.test(step))).toEqual([]);
        expect(plan.filter((step) => /^SCAN/.test(step) && !/USING .*INDEX/.test(step))).toEqual([]);
        if (before) expect(plan[0]).toMatch(/id[<>]/);
      });

  test('without a filter', async () => {
    const plan = await plansOf(database, () => createLibsqlStore(database).list({ limit: 20 }));
    expect(plan).toEqual([
      'SCAN predictions USING INDEX sqlite_autoindex_predictions_1',
      'SEARCH images USING INDEX sqlite_autoindex_images_1 (id=?)',
    ]);
  });

  test('single rows are searched, not scanned', async () => {
    const store = createLibsqlStore(database);
    const plan = await plansOf(database, async () => {
      await store.find('x');
      await store.imageBytes('x');
      await store.label('x');
      await store.remove('x');
    });
    expect(plan.length).toBeGreaterThanOrEqual(6);
    expect(plan.filter((step) => /^SCAN|TEMP/.test(step))).toEqual([]);
  });
});
