import { describe, expect, test } from 'bun:test';
import { orient } from '../../../src/core/decode/orient.ts';
import { paint, stored } from '../../support/picture.ts';

describe('a picture stands upright afterwards', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('orientation %p', (orientation) => {
    for (const [width, height] of [
      [5, 3],
      [1, 40],
      [70, 45],
    ] as const) {
      const upright = paint(width, height, (x, y) => [x, y, (x * y) & 255, 255]);
      const turned = orient(stored(upright, orientation), orientation);
      expect([turned.width, turned.height]).toEqual([width, height]);
      expect(Array.from(turned.data)).toEqual(Array.from(upright.data));
    }
  });
});
