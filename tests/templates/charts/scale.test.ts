import { expect, test } from 'bun:test';
import { linearScale, ticksUpTo } from '../../../templates/charts/scale.ts';
import { short } from '../../../templates/charts/short.ts';

test('a scale maps its domain to its range, upside down as well', () => {
  const scale = linearScale([0, 10], [200, 0]);
  expect([0, 5, 10].map(scale)).toEqual([200, 100, 0]);
  expect(linearScale([3, 3], [7, 9])(3)).toBe(7);
});

test('ticks are round numbers that reach the highest value', () => {
  expect(ticksUpTo(7)).toEqual([0, 2, 4, 6, 8]);
  expect(ticksUpTo(0)).toEqual([0, 1]);
  expect(ticksUpTo(1)).toEqual([0, 1]);
  for (const high of [1, 2, 3, 9, 10, 11, 99, 512, 1000, 7777, 1e6, 123_456_789]) {
    const ticks = ticksUpTo(high);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
    expect(ticks.length).toBeLessThanOrEqual(5);
  }
});

test('long numbers are short on an axis', () =>
  expect([0, 950, 1500, 20_000, 2_000_000].map(short)).toEqual(['0', '950', '1.5k', '20k', '2M']));
