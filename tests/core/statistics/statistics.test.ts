import { describe, expect, test } from 'bun:test';
import { auroc } from '../../../src/core/statistics/auroc.ts';
import { expectedCalibrationError, reliability } from '../../../src/core/statistics/calibration.ts';
import { percentile } from '../../../src/core/statistics/percentile.ts';
import { wilson } from '../../../src/core/statistics/wilson.ts';

describe('wilson', () => {
  test('agrees with published values', () => {
    const [low, high] = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  test('stays within 0 and 1 where the plain interval would not', () => {
    expect(wilson(0, 20)[0]).toBe(0);
    expect(wilson(0, 20)[1]).toBeCloseTo(0.1611, 4);
    expect(wilson(20, 20)[1]).toBe(1);
  });

  test('knows nothing of nothing', () => expect(wilson(0, 0)).toEqual([0, 1]));
});

describe('calibration', () => {
  const answers = [
    { confidence: 0.95, right: true },
    { confidence: 0.95, right: true },
    { confidence: 0.95, right: false },
    { confidence: 0.55, right: true },
  ];

  test('weighs the distance of confidence and accuracy by the answers in each bin', () => {
    expect(expectedCalibrationError(answers, 10)).toBeCloseTo(0.75 * (0.95 - 2 / 3) + 0.25 * 0.45, 10);
  });

  test('puts full confidence into the last bin', () => {
    expect(reliability([{ confidence: 1, right: true }], 10)[9]).toMatchObject({ count: 1, accuracy: 1 });
  });

  test('is 0 without answers', () => expect(expectedCalibrationError([])).toBe(0));
});

describe('auroc', () => {
  test('is 1 when all positives score higher, 0 when all score lower', () => {
    expect(auroc([0.9, 0.8], [0.1, 0.2])).toBe(1);
    expect(auroc([0.1], [0.2, 0.3])).toBe(0);
  });

  test('counts ties half', () => {
    expect(auroc([0.5, 0.5], [0.5])).toBe(0.5);
    expect(auroc([0.8, 0.4, 0.35], [0.4, 0.1])).toBeCloseTo(0.75, 10);
  });

  test('is unknown when one side is missing', () => expect(auroc([], [0.1])).toBeNull());
});

describe('percentile', () => {
  test('takes the nearest rank', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(percentile([4, 1, 3, 2], 0.95)).toBe(4);
    expect(percentile([], 0.5)).toBe(0);
  });
});
