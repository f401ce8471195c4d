import { expect, test } from 'bun:test';
import { createAccuracyStore } from '../../src/storage/accuracy.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { memoryDatabase } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';

const at = (day: string, time = '12:00') => ({ createdAt: new Date(`${day}T${time}:00Z`) });

async function stores() {
  const database = await memoryDatabase();
  return { accuracy: createAccuracyStore(database), store: createLibsqlStore(database) };
}

test('tallies tell apart all that counts, and come back as they were written', async () => {
  const { accuracy, store } = await stores();
  await store.record(aPrediction({ label: 7 }));
  await store.record(aPrediction({ label: 7, confidence: 0.99 }));
  await store.record(aPrediction({ label: 'not-a-digit', status: 'unsure', digit: 0, confidence: 0.31 }));
  await store.record(aPrediction({ status: 'blank', digit: null, confidence: 0 }));
  await store.record(aPrediction({ confidence: 1 }));
  const model = aPrediction().model;
  const tallies = (await accuracy.tallies({})).toSorted((a, b) => a.confidenceSum - b.confidenceSum);
  expect(tallies).toEqual([
    { model, status: 'blank', digit: null, label: null, sampled: false, bin: 0, count: 1, confidenceSum: 0 },
    {
      model,
      status: 'unsure',
      digit: 0,
      label: 'not-a-digit',
      sampled: false,
      bin: 6,
      count: 1,
      confidenceSum: 0.31,
    },
    { model, status: 'ok', digit: 7, label: null, sampled: false, bin: 19, count: 1, confidenceSum: 1 },
    {
      model,
      status: 'ok',
      digit: 7,
      label: 7,
      sampled: false,
      bin: 19,
      count: 2,
      confidenceSum: expect.closeTo(1.988, 9),
    },
  ]);
});

test('a deleted reading and a changed label change the counts', async () => {
  const { accuracy, store } = await stores();
  const { id } = await store.record(aPrediction());
  const { image } = await store.record(aPrediction());
  await store.remove(id);
  await store.setLabel(image.id, { digit: 1, source: 'person', createdAt: new Date() });
  expect((await accuracy.tallies({})).map(({ label, count }) => [label, count])).toEqual([[1, 1]]);
});

test('days are UTC, the first is included and the one after the last is not', async () => {
  const { accuracy, store } = await stores();
  await store.record(aPrediction(at('2026-01-01', '23:59')));
  await store.record(aPrediction(at('2026-01-02', '00:00')));
  await store.record(aPrediction(at('2026-01-02', '23:59')));
  await store.record(aPrediction(at('2026-01-03', '00:00')));
  const days = async (from?: string, until?: string) =>
    (
      await accuracy.days({
        from: from ? new Date(from) : undefined,
        until: until ? new Date(until) : undefined,
      })
    ).map(({ day, count }) => `${day.toISOString().slice(0, 10)} ${count}`);
  expect(await days()).toEqual(['2026-01-01 1', '2026-01-02 2', '2026-01-03 1']);
  expect(await days('2026-01-02', '2026-01-03')).toEqual(['2026-01-02 2']);
  expect(await days('2026-01-03')).toEqual(['2026-01-03 1']);
  const tallies = await accuracy.tallies({ from: new Date('2026-01-02'), until: new Date('2026-01-03') });
  expect(tallies.map(({ count }) => count)).toEqual([2]);
});

test('versions are told apart, and can be asked for', async () => {
  const { accuracy, store } = await stores();
  const model = { name: 'inkwell', version: '1.1.0', sha256: 'cd'.repeat(32) };
  await store.record(aPrediction());
  await store.record(aPrediction({ model }));
  expect(await accuracy.versions()).toEqual(['1.1.0', '1.0.0']);
  expect((await accuracy.tallies({ model: '1.1.0' })).map((tally) => tally.model)).toEqual([model]);
  expect(await accuracy.days({ model: '0.9.0' })).toEqual([]);
});
