import { expect, test } from 'bun:test';
import { orient } from '../../../src/core/decode/orient.ts';
import { paint, stored } from '../../support/picture.ts';

test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('orientation %p stands upright afterwards', (orientation) => {
  const upright = paint(5, 3, (x, y) => [x, y, x * y, 255]);
  const turned = orient(stored(upright, orientation), orientation);
  expect([turned.width, turned.height]).toEqual([5, 3]);
  expect(Array.from(turned.data)).toEqual(Array.from(upright.data));
});
