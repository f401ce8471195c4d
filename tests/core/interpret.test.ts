import { expect, test } from 'bun:test';
import { interpret, interpretMultiple } from '../../src/core/interpret.ts';

const thresholds = { confidence: 0.6, digitness: 0.5 };
const probabilities = [0, 0, 0, 0.7, 0, 0.3, 0, 0, 0, 0];
const said = (digitness: number, values = probabilities) => ({
  probabilities: values,
  digitness,
  decidedBy: 'fast',
});

test('what is above both thresholds is ok', () => {
  expect(interpret(said(0.9), thresholds)).toMatchObject({ status: 'ok', digit: 3, confidence: 0.7 });
});

test('a doubtful digit and a doubtful picture are unsure', () => {
  expect(interpret(said(0.9), { ...thresholds, confidence: 0.71 }).status).toBe('unsure');
  expect(interpret(said(0.49), thresholds)).toMatchObject({ status: 'unsure', digit: 3 });
});

test('several digits are as sure as the least sure', () => {
  const box = { x: 0, y: 0, width: 1, height: 1 };
  const answer = interpretMultiple([
    { digit: 4, confidence: 0.9, box },
    { digit: 0, confidence: 0.8, box },
  ]);
  expect(answer).toMatchObject({ status: 'multiple', digit: null, confidence: 0.8, reading: { text: '40' } });
});
