import { expect, test } from 'bun:test';
import { createSteadyClock } from '../../src/core/steady-clock.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;

/** A machine whose clock can be set without time passing. */
function machine() {
  let wall = noon;
  let elapsed = 17;
  return {
    wall: () => wall,
    elapsed: () => elapsed,
    pass(ms: number) {
      wall += ms;
      elapsed += ms;
    },
    set(by: number) {
      wall += by;
    },
  };
}

test('is the machine’s while that goes on as it should, and when it is set forward', () => {
  const { pass, set, ...clocks } = machine();
  const clock = createSteadyClock(clocks);
  expect(clock()).toEqual(new Date(noon));
  pass(1500);
  expect(clock()).toEqual(new Date(noon + 1500));
  set(10 * minute);
  expect(clock()).toEqual(new Date(noon + 1500 + 10 * minute));
});

test('never goes back when the machine’s does, and agrees with it again later', () => {
  const { pass, set, ...clocks } = machine();
  const clock = createSteadyClock(clocks);
  let last = clock().getTime();
  set(-10 * minute);
  for (let i = 0; i < 19; i++) {
    const now = clock().getTime();
    expect(now).toBeGreaterThanOrEqual(last);
    expect(now).toBeGreaterThan(clocks.wall());
    last = now;
    pass(minute);
  }
  pass(minute);
  expect(clock()).toEqual(new Date(clocks.wall()));
  pass(minute);
  expect(clock()).toEqual(new Date(clocks.wall()));
});

test('goes on behind what was written down before it began', () => {
  const { pass, set: _, ...clocks } = machine();
  const clock = createSteadyClock({ ...clocks, notBefore: noon + 10 * minute });
  expect(clock().getTime()).toBe(noon + 10 * minute);
  pass(2 * minute);
  expect(clock().getTime()).toBe(noon + 11 * minute);
});

test('believes the machine when the difference is more than a day', () => {
  const { pass, set, ...clocks } = machine();
  const clock = createSteadyClock({ ...clocks, notBefore: noon + 25 * 60 * minute });
  expect(clock().getTime()).toBe(noon);
  pass(minute);
  set(-365 * 24 * 60 * minute);
  expect(clock().getTime()).toBe(clocks.wall());
});
