import { expect, test } from 'bun:test';
import { createBacklog } from '../../src/core/backlog.ts';
import type { Recogniser } from '../../src/core/pipeline.ts';

/** A backlog whose clock and turns the test moves, over a recogniser that answers when it is told. */
function setUp(most: number) {
  const depths: number[] = [];
  const answers: (() => void)[] = [];
  const turns: (() => void)[] = [];
  const clock = { now: 0 };
  const recogniser = {
    model: { name: 'm', version: '1', sha256: '' },
    thresholds: { confidence: 0, digitness: 0 },
    recognise: () => new Promise<never>((resolve) => answers.push(resolve as () => void)),
  } as unknown as Recogniser;
  const backlog = createBacklog({
    most,
    soon: (run) => void turns.push(run),
    now: () => clock.now,
    observe: (depth) => void depths.push(depth),
  });
  const { recognise } = backlog.reading(recogniser);
  const read = (count: number) => Array.from({ length: count }, () => recognise(new Uint8Array(1)));
  const nextTurn = () => {
    for (const run of turns.splice(0)) run();
  };
  return { backlog, read, answers, depths, clock, turns, nextTurn };
}

test('beyond the bound nothing more is read until something is done', async () => {
  const { backlog, read, answers, depths } = setUp(2);
  const [first] = read(1);
  expect(backlog.full()).toBe(false);
  const [second] = read(1);
  expect(backlog.full()).toBe(true);
  await expect(read(1)[0]).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });
  answers[0]?.();
  await first;
  expect(backlog.full()).toBe(false);
  const [third] = read(1);
  for (const answer of answers) answer();
  await Promise.all([second, third]);
  expect(depths).toEqual([1, 2, 1, 2, 1, 0]);
});

test('when the oldest of many has waited too long, nobody else should: the bound is a time', async () => {
  const { backlog, read, answers, clock, nextTurn } = setUp(1000);
  const reading = read(33);
  clock.now = 100;
  expect(backlog.full()).toBe(false);
  clock.now = 101;
  expect(backlog.full()).toBe(true);
  for (const answer of answers.splice(0)) answer();
  nextTurn();
  nextTurn();
  for (const answer of answers) answer();
  await Promise.all(reading);
  read(33);
  expect(backlog.full()).toBe(false);
});

test('few that wait long are a slow disk or a slow picture, and no reason to refuse', () => {
  const { backlog, read, clock } = setUp(1000);
  read(32);
  clock.now = 5000;
  expect(backlog.full()).toBe(false);
});

test('what arrives together is begun in turns and in its order, and a lone picture at once', async () => {
  const { read, answers, turns, nextTurn } = setUp(1000);
  const [lone] = read(1);
  expect(answers).toHaveLength(1);
  nextTurn();
  nextTurn();
  const crowd = read(80);
  const done: number[] = [];
  for (const [i, one] of crowd.entries()) void one.then(() => done.push(i));
  expect(answers).toHaveLength(1 + 32);
  nextTurn();
  expect(answers).toHaveLength(1 + 64);
  nextTurn();
  expect(answers).toHaveLength(1 + 80);
  for (const answer of answers) answer();
  await Promise.all([lone, ...crowd]);
  expect(done).toEqual(Array.from({ length: 80 }, (_, i) => i));
  nextTurn();
  nextTurn();
  expect(turns).toHaveLength(0);
});

test('slow pictures leave the others a turn sooner', () => {
  const { read, answers, clock, nextTurn } = setUp(1000);
  const slowly = () => {
    read(1);
    clock.now += 4;
  };
  for (let i = 0; i < 4; i++) slowly();
  expect(answers).toHaveLength(2);
  nextTurn();
  expect(answers).toHaveLength(4);
});

test('a turn begins one at least, however long the thread was kept from going on', async () => {
  const { read, answers, clock, turns, nextTurn } = setUp(1000);
  // Every look at the clock finds that much time has gone.
  Object.defineProperty(clock, 'now', { get: tick(10) });
  const reading = read(3);
  while (turns.length > 0) nextTurn();
  expect(answers).toHaveLength(3);
  for (const answer of answers) answer();
  await Promise.all(reading);
});

function tick(step: number): () => number {
  let time = 0;
  return () => {
    time += step;
    return time;
  };
}
