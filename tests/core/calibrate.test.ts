import { describe, expect, test } from 'bun:test';
import { sigmoid, softmax } from '../../src/core/calibrate.ts';

describe('softmax', () => {
  test('gives known probabilities', () => {
    const [a, b, c] = softmax([Math.log(1), Math.log(2), Math.log(5)]);
    expect(a).toBeCloseTo(0.125, 12);
    expect(b).toBeCloseTo(0.25, 12);
    expect(c).toBeCloseTo(0.625, 12);
  });

  test('sums to 1 and stays finite for logits of any size', () => {
    for (const logits of [[1e4, -1e4, 0], [-1e5, -1e5 - 1], Float32Array.of(88, 90, 91)]) {
      const probabilities = softmax(logits);
      expect(probabilities.every(Number.isFinite)).toBe(true);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });

  test('a temperature above 1 makes it more modest, below 1 bolder, and never changes the order', () => {
    const logits = [3, 1, 2];
    const [modest, plain, bold] = [2, 1, 0.5].map((temperature) => softmax(logits, temperature)[0] ?? 0);
    expect(modest).toBeLessThan(plain ?? 0);
    expect(bold).toBeGreaterThan(plain ?? 1);
    expect(softmax([2 * 3, 2 * 1, 2 * 2], 2)).toEqual(softmax(logits));
  });
});

describe('sigmoid', () => {
  test('is a half where scale and bias cancel out, and symmetrical around it', () => {
    expect(sigmoid(0)).toBe(0.5);
    expect(sigmoid(3, 2, -6)).toBe(0.5);
    expect(sigmoid(1.5) + sigmoid(-1.5)).toBeCloseTo(1, 12);
    expect(sigmoid(1, 2, 1)).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
  });

  test('stays within 0 and 1 for values of any size', () => {
    expect(sigmoid(1e9)).toBe(1);
    expect(sigmoid(-1e9)).toBe(0);
  });
});
