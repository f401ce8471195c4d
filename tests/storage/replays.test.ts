import { expect, test } from 'bun:test';
import { noCounts } from '../../src/core/replay/replay.ts';
import type { ReplayPiece } from '../../src/core/replay-store.ts';
import { createActiveModelMemory } from '../../src/storage/active-model.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { createReplayStore } from '../../src/storage/replays.ts';
import { memoryDatabase } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';

const model = { name: 'inkwell', version: '2.0.0', sha256: 'cd'.repeat(32) };
const at = new Date('2026-01-02T03:04:05.678Z');

async function stores() {
  const database = await memoryDatabase();
  return { replays: createReplayStore(database), store: createLibsqlStore(database), database };
}

/** One picture's new answer. */
function aPiece(
  { id, image }: { id: string; image: { id: string } },
  changes: Partial<ReplayPiece> = {},
  changed = true,
): ReplayPiece {
  const answer = { status: 'ok', digit: 1, text: null, confidence: 0.75, changed } as const;
  return {
    after: null,
    cursor: id,
    done: 1,
    answers: [{ ...answer, predictionId: id, imageId: image.id }],
    counts: noCounts,
    ...changes,
  };
}

const started = { model, scope: 'labelled', total: 3, startedAt: at } as const;

test('a replay is remembered with its model, its progress and its counts', async () => {
  const { replays, store } = await stores();
  const prediction = await store.record(aPrediction());
  expect(await replays.start({ ...started, id: 'r1' })).toEqual({
    id: 'r1',
    model,
    scope: 'labelled',
    state: 'running',
    total: 3,
    done: 0,
    changed: 0,
    cursor: null,
    counts: noCounts,
    error: null,
    startedAt: at,
    finishedAt: null,
  });
  const counts = { ...noCounts, labelled: 1, rightAfter: 1, fixed: 1 };
  expect(await replays.record('r1', aPiece(prediction, { counts }))).toBe(true);
  expect(await replays.find('r1')).toMatchObject({ done: 1, changed: 1, cursor: prediction.id, counts });
  expect(await replays.finish('r1', 'done', at)).toBe(true);
  expect(await replays.finish('r1', 'cancelled', at)).toBe(false);
  expect(await replays.find('r1')).toMatchObject({ state: 'done', finishedAt: at });
  expect(await replays.find('r2')).toBeNull();
});

test('a piece counts once, in its place, and only while the replay runs', async () => {
  const { replays, store } = await stores();
  const [first, second] = [await store.record(aPrediction()), await store.record(aPrediction())];
  await replays.start({ ...started, id: 'r1' });
  expect(await replays.record('r1', aPiece(second))).toBe(true);
  expect(await replays.record('r1', aPiece(second))).toBe(false);
  expect(await replays.record('r1', aPiece(first, { after: 'elsewhere' }))).toBe(false);
  await replays.finish('r1', 'cancelled', at);
  expect(await replays.record('r1', aPiece(first, { after: second.id }))).toBe(false);
  expect(await replays.find('r1')).toMatchObject({ done: 1, changed: 1 });
  expect((await replays.changes('r1', { limit: 9 })).items).toHaveLength(1);

  expect(await replays.resume('r1')).toBe(true);
  expect(await replays.resume('r1')).toBe(false);
  expect(await replays.record('r1', aPiece(first, { after: second.id }))).toBe(true);
  expect(await replays.find('r1')).toMatchObject({ state: 'running', done: 2, finishedAt: null });
});

test('changes are paged newest first, with what was said before; what is deleted since is left out', async () => {
  const { replays, store } = await stores();
  await replays.start({ ...started, id: 'r1' });
  const predictions = [];
  for (let i = 0; i < 5; i++) predictions.push(await store.record(aPrediction({ label: 1 })));
  let after: string | null = null;
  for (const [i, prediction] of predictions.toReversed().entries()) {
    await replays.record('r1', aPiece(prediction, { after }, i !== 1));
    after = prediction.id;
  }
  const [oldest, second, third, , newest] = predictions.map(({ id }) => id);
  const page = await replays.changes('r1', { limit: 2 });
  expect(page.items.map(({ predictionId }) => predictionId)).toEqual([newest, third] as string[]);
  expect(page.next).toBe(third as string);
  expect(page.items[0]).toMatchObject({
    label: 1,
    before: { status: 'ok', digit: 7, text: null, confidence: 0.998, model: { version: '1.0.0' } },
    after: { status: 'ok', digit: 1, text: null, confidence: 0.75 },
  });
  await store.remove(second as string);
  const rest = await replays.changes('r1', { limit: 2, before: third });
  expect(rest.items.map(({ predictionId }) => predictionId)).toEqual([oldest] as string[]);
  expect(rest.next).toBeNull();
});

test('an image knows what replayed models said of it, and the newest replay stands first', async () => {
  const { replays, store } = await stores();
  const prediction = await store.record(aPrediction());
  await replays.start({ ...started, id: 'r1' });
  await replays.record('r1', aPiece(prediction));
  await replays.start({ ...started, id: 'r2', startedAt: new Date(at.getTime() + 1000) });
  await replays.record('r2', aPiece(prediction));
  const readings = await replays.ofImage(prediction.image.id, 10);
  expect(readings.map(({ replayId, digit, model: { version } }) => [replayId, digit, version])).toEqual([
    ['r2', 1, '2.0.0'],
    ['r1', 1, '2.0.0'],
  ]);
  expect((await replays.list(1)).map(({ id }) => id)).toEqual(['r2']);
  expect((await replays.running()).map(({ id }) => id).toSorted()).toEqual(['r1', 'r2']);
});

test('the promoted model is remembered with the one before it, and nonsense is nothing', async () => {
  const { database } = await stores();
  const memory = createActiveModelMemory(database);
  expect(await memory.recall()).toBeNull();
  const previous = { folder: 'models/inkwell', sha256: 'ab' };
  await memory.remember({ folder: 'models/two', sha256: 'cd', previous });
  await memory.remember({ folder: 'models/three', sha256: 'ef', previous });
  expect(await memory.recall()).toEqual({ folder: 'models/three', sha256: 'ef', previous });
  await database.client.execute(`update memory set value = '{"folder": 7}'`);
  expect(await memory.recall()).toBeNull();
  await database.client.execute(`update memory set value = 'models/two'`);
  expect(await memory.recall()).toBeNull();
});
