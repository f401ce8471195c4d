import { describe, expect, test } from 'bun:test';
import { readOrientation } from '../../../src/core/decode/exif.ts';
import { exif } from '../../support/jpeg.ts';
import { concat } from '../../support/png.ts';

describe('readOrientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
    'finds orientation %p in both byte orders and both integer types',
    (value) => {
      for (const littleEndian of [true, false])
        for (const type of [3, 4]) expect(readOrientation(exif(value, { littleEndian, type }))).toBe(value);
    },
  );

  test('skips the prefix that JPEG puts in front', () => {
    expect(readOrientation(concat([new TextEncoder().encode('Exif\0\0'), exif(8)]))).toBe(8);
  });

  test('reads from a view into a larger buffer', () => {
    expect(readOrientation(concat([new Uint8Array(5), exif(3)]).subarray(5))).toBe(3);
  });

  test('takes whatever it cannot read for upright', () => {
    expect(readOrientation(exif(9))).toBe(1);
    expect(readOrientation(exif(0))).toBe(1);
    expect(readOrientation(exif(6, { type: 2 }))).toBe(1);
    expect(readOrientation(new TextEncoder().encode('no EXIF at all'))).toBe(1);
    const faraway = exif(6);
    new DataView(faraway.buffer).setUint32(4, 0xfffffff0, true);
    expect(readOrientation(faraway)).toBe(1);
  });

  test('never reads beyond the end, wherever the bytes are cut off', () => {
    const whole = exif(6);
    for (let length = 0; length < 34; length++) expect(readOrientation(whole.subarray(0, length))).toBe(1);
    expect(readOrientation(whole)).toBe(6);
  });
});
