import { describe, expect, test } from 'bun:test';
import type { ReviewStore } from '../../src/core/review-store.ts';
import type { NewPrediction, PredictionStore } from '../../src/core/store.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { createReviewStore } from '../../src/storage/review.ts';
import { memoryDatabase } from '../support/database.ts';
import { aPrediction, noon } from '../support/prediction.ts';

async function open(random?: () => number) {
  const database = await memoryDatabase();
  return { database, store: createLibsqlStore(database), review: createReviewStore(database, random) };
}

const answer = (confidence: number, changes: Partial<NewPrediction> = {}) =>
  aPrediction({ confidence, ...changes });

async function fill(store: PredictionStore, ...predictions: NewPrediction[]): Promise<string[]> {
  const ids: string[] = [];
  for (const prediction of predictions) ids.push((await store.record(prediction)).id);
  return ids;
}

/** The whole queue, a page at a time. */
async function walk(review: ReviewStore, mode: 'doubt' | 'sample', limit: number) {
  const seen: { id: string; reason: string }[] = [];
  let after: string | undefined;
  for (;;) {
    const items = await review.next({ mode, limit, after });
    seen.push(...items.map(({ prediction, reason }) => ({ id: prediction.id, reason })));
    after = items.at(-1)?.cursor;
    if (items.length < limit) return seen;
  }
}

describe('in doubt', () => {
  test('the most uncertain come first, then labels that speak against a sure answer', async () => {
    const { store, review } = await open();
    const [sure, mild, , confirmed, guess, worst, slip, surest] = await fill(
      store,
      answer(0.99),
      answer(0.7),
      answer(0, { status: 'blank', digit: null }),
      answer(0.98, { label: 7 }),
      answer(0.52, { status: 'unsure', digit: 3 }),
      answer(0.31, { status: 'unsure', digit: 5 }),
      answer(0.81, { label: 1 }),
      answer(0.99, { label: 'not-a-digit' }),
    );
    const queue = await walk(review, 'doubt', 50);
    expect(queue).toEqual([
      { id: worst ?? '', reason: 'doubt' },
      { id: guess ?? '', reason: 'doubt' },
      { id: mild ?? '', reason: 'doubt' },
      { id: surest ?? '', reason: 'mistake' },
      { id: slip ?? '', reason: 'mistake' },
    ]);
    expect(queue.map(({ id }) => id)).not.toContain(sure ?? '');
    expect(queue.map(({ id }) => id)).not.toContain(confirmed ?? '');
  });

  test.each([1, 2, 3, 7])('pages of %i leave nothing out and repeat nothing', async (limit) => {
    const { store, review } = await open();
    const predictions = Array.from({ length: 23 }, (_, i) =>
      answer(((i * 7) % 19) / 20 + 0.01, {
        status: i % 3 === 0 ? 'unsure' : 'ok',
        digit: (i % 4) as 0 | 1 | 2 | 3,
        ...(i % 5 === 0 && { label: 9 }),
        createdAt: new Date(noon + i),
      }),
    );
    await fill(store, ...predictions);
    const whole = await walk(review, 'doubt', 100);
    expect(whole.length).toBeGreaterThan(15);
    expect(await walk(review, 'doubt', limit)).toEqual(whole);
  });

  test('what was labelled is gone, and the place in the queue is kept', async () => {
    const { store, review } = await open();
    await fill(store, answer(0.3), answer(0.3), answer(0.5));
    const [first, second, third] = await review.next({ mode: 'doubt', limit: 3 });
    if (!first || !second || !third) throw new Error('Cannot begin: three were expected');
    await store.setLabel(second.prediction.image.id, { digit: 7, source: 'person', createdAt: new Date() });
    const after = await review.next({ mode: 'doubt', limit: 3, after: first.cursor });
    expect(after.map(({ prediction }) => prediction.id)).toEqual([third.prediction.id]);
    const behind = await review.next({ mode: 'doubt', limit: 3, after: second.cursor });
    expect(behind.map(({ prediction }) => prediction.id)).toEqual([third.prediction.id]);
  });

  test('a mistake is settled when the label is given a second time', async () => {
    const { store, review } = await open();
    await fill(store, answer(0.97, { label: 1 }));
    const [item] = await review.next({ mode: 'doubt', limit: 5 });
    if (!item) throw new Error('Cannot begin: a mistake was expected');
    await store.setLabel(item.prediction.image.id, { digit: 1, source: 'person', createdAt: new Date() });
    expect(await review.next({ mode: 'doubt', limit: 5 })).toEqual([]);
  });

  test('an invented cursor is refused', async () => {
    const { review } = await open();
    const id = aPrediction().id;
    for (const after of ['', 'x', '12', `1.${id}'`, `999999999999999999999.${id}`])
      await expect(review.next({ mode: 'doubt', limit: 1, after })).rejects.toThrow('Cannot go on');
  });
});

describe('the random sample', () => {
  test('holds as many as were asked for, each once, labelled or not', async () => {
    const { store, review } = await open();
    const ids = await fill(
      store,
      ...Array.from({ length: 30 }, (_, i) => answer(0.99, i < 10 ? { label: 7 } : {})),
    );
    expect(await review.extendSample(12)).toBe(12);
    const sampled = async () => {
      const found = await Promise.all(ids.map((id) => store.find(id)));
      return found.filter((prediction) => prediction?.sampled);
    };
    const first = await sampled();
    expect(first).toHaveLength(12);
    const unlabelled = first.filter((prediction) => prediction?.label === null);
    expect(new Set((await walk(review, 'sample', 5)).map(({ id }) => id))).toEqual(
      new Set(unlabelled.map((prediction) => prediction?.id ?? '')),
    );
    expect(await review.extendSample(100)).toBe(18);
    expect(await sampled()).toHaveLength(30);
    expect(await review.extendSample(1)).toBe(0);
  });

  test('of nothing is nothing', async () => {
    const { review } = await open();
    expect(await review.extendSample(10)).toBe(0);
    expect(await review.next({ mode: 'sample', limit: 5 })).toEqual([]);
  });

  test('gives every row the same chance, in a table with wide gaps too', async () => {
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed / 0x80000000;
    };
    const { database, store, review } = await open(random);
    const ids = await fill(store, ...Array.from({ length: 40 }, () => answer(0.99)));
    // Half of them 100 rows apart, as if what lay between had been deleted.
    for (const [i, id] of ids.entries())
      await database.client.execute({
        sql: 'update "predictions" set "rowid" = ? where "id" = ?',
        args: [i < 20 ? 10_000 + i : 20_000 + i * 100, id],
      });
    const drawn = new Map(ids.map((id) => [id, 0]));
    for (let round = 0; round < 100; round++) {
      expect(await review.extendSample(8)).toBe(8);
      const { rows } = await database.client.execute(
        'update "predictions" set "sampled" = 0 where "sampled" returning "id"',
      );
      for (const { id } of rows) drawn.set(String(id), (drawn.get(String(id)) ?? 0) + 1);
    }
    // 20 expected of each; chi-square with 39 degrees of freedom stays below 72.1 in 999 of 1000 cases.
    const chiSquare = [...drawn.values()].reduce((sum, count) => sum + (count - 20) ** 2 / 20, 0);
    expect(chiSquare).toBeLessThan(72.1);
  });
});
