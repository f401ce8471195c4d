import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { PredictionQuery } from '../../src/core/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { memoryDatabase } from '../support/database.ts';
import { plansOf } from '../support/plans.ts';

/** The queue of a recursion, the facets, the values of a list and the models are scanned, being few; predictions never are. */
const scansTable = (step: string) =>
  /^SCAN (?!present|merged|facets|models|json_each|CONSTANT ROW)/.test(step) && !/USING .*INDEX/.test(step);

describe('every list is read in the order of an index', () => {
  let database: Database;
  beforeAll(async () => {
    database = await memoryDatabase();
  });
  afterAll(() => database.close());

  const now = new Date();
  const span = { from: now, until: now };
  const cases: [string, Partial<PredictionQuery>][] = [
    ['digit', { digit: 3 }],
    ['status', { status: 'unsure' }],
    ['model', { model: '1.0.0' }],
    ['label', { label: 3 }],
    ['no label', { label: 'none' }],
    ['wrong answers', { labelled: 'wrong' }],
    ['the sample', { sampled: true }],
    ['confidence', { minConfidence: 0.513, maxConfidence: 0.9 }],
    ['time and digit', { ...span, digit: 3 }],
  ];

  for (const page of [{}, { before: 'cursor' }, { after: 'cursor' }])
    for (const [name, query] of cases)
      test(`by ${name}, ${Object.keys(page)[0] ?? 'first page'}`, async () => {
        const store = createLibsqlStore(database);
        const plan = await plansOf(database, () => store.list({ limit: 20, ...page, ...query }));
        const walks = plan.filter((step) => step.includes('predictions USING'));
        const bounds = 'before' in page || 'after' in page || 'from' in query ? ' AND id[<>]\\?.*' : '';
        expect(walks[0]).toMatch(
          new RegExp(`USING (COVERING )?INDEX predictions_facet \\(facet=\\?${bounds}`),
        );
        expect(walks[1]).toMatch(/USING (COVERING )?INDEX predictions_facet \(facet=\? AND id[<>]\?/);
        expect(plan.filter((step) => /TEMP B-TREE/.test(step))).toEqual([]);
        expect(plan.filter(scansTable)).toEqual([]);
      });

  test('by time, and without a filter, along the ids', async () => {
    const store = createLibsqlStore(database);
    const firstStep = async (query: Partial<PredictionQuery>) =>
      (await plansOf(database, () => store.list({ limit: 20, ...query })))[0];
    expect(await firstStep({})).toBe('SCAN predictions USING COVERING INDEX sqlite_autoindex_predictions_1');
    expect(await firstStep(span)).toBe(
      'SEARCH predictions USING INDEX sqlite_autoindex_predictions_1 (id>? AND id<?)',
    );
  });

  test('counts are summed from tallies, never from the predictions', async () => {
    const plan = await plansOf(database, () =>
      createLibsqlStore(database).count({ label: 3, from: now, until: now }),
    );
    expect(plan.filter((step) => step.includes('predictions'))).toEqual([]);
    expect(plan.filter((step) => /tallies.*day>\? AND day<\?/.test(step))).toHaveLength(1);
    expect(plan.filter(scansTable)).toEqual([]);
  });

  test('single rows are searched, not scanned', async () => {
    const store = createLibsqlStore(database);
    const plan = await plansOf(database, async () => {
      await store.find('x');
      await store.imageBytes('x');
      await store.label('x');
      await store.labelHistory('x');
      await store.predictionsOf('x');
      await store.findIdempotent('x', now);
      await store.remove('x');
    });
    expect(plan.length).toBeGreaterThanOrEqual(6);
    expect(plan.filter((step) => /^SCAN|TEMP/.test(step))).toEqual([]);
  });
});
