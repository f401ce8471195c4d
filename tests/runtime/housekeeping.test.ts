import { expect, test } from 'bun:test';
import type { Logger } from '../../src/deps.ts';
import { keepHouse } from '../../src/runtime/housekeeping.ts';

function logger() {
  const warned: unknown[] = [];
  const nothing = () => {};
  const log: Logger = {
    debug: nothing,
    info: nothing,
    error: nothing,
    warn: (_, fields) => warned.push(fields),
  };
  return { log, warned };
}

/** Waits until it holds; the test's own time-out is the limit. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(1);
}

test('goes on in steps until nothing is left, survives a failure, and ends when told', async () => {
  const { log, warned } = logger();
  const results = [3, 2, 0, new Error('busy'), 1];
  let steps = 0;
  const end = keepHouse({
    step: async () => {
      const result = results[steps++] ?? 0;
      if (result instanceof Error) throw result;
      return result;
    },
    mine: () => true,
    log,
    every: 1,
  });
  await until(() => steps > results.length);
  end();
  expect(warned).toEqual([{ error: 'Error: busy' }]);
  await Bun.sleep(30);
  const then = steps;
  await Bun.sleep(30);
  expect(steps).toBe(then);
});

test('is left to the worker whose task it is', async () => {
  const { log } = logger();
  let asked = 0;
  let steps = 0;
  const end = keepHouse({
    step: async () => ++steps,
    mine: () => ++asked > 3,
    log,
    every: 1,
  });
  await until(() => steps > 0);
  end();
  expect(asked).toBeGreaterThan(3);
});
