import { expect, test } from 'bun:test';
import { createPace } from '../../../../templates/assets/script/review-pace.ts';

function paceAt(...times: number[]) {
  let now = 0;
  const pace = createPace(() => now);
  for (const time of times) {
    now = time;
    pace.tick();
  }
  return pace.perMinute();
}

test('one label a second is sixty a minute', () => {
  expect(paceAt(0, 1000, 2000, 3000)).toBe(60);
});

test('nothing is told of the first few, and a break does not count', () => {
  expect(paceAt(0, 1000, 2000)).toBeNull();
  expect(paceAt(0, 1000, 2000, 900_000, 901_000)).toBe(60);
});

test('only the pace of late counts', () => {
  const slow = Array.from({ length: 10 }, (_, i) => i * 10_000);
  const fast = Array.from({ length: 12 }, (_, i) => 90_000 + (i + 1) * 500);
  expect(paceAt(...slow, ...fast)).toBe(120);
});
