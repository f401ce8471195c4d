import { expect, test } from 'bun:test';
import type { Prediction } from '../../src/core/prediction.ts';
import { aDigit, explanation, headline, sureness } from '../../templates/words.ts';

const probabilities = (shares: Record<number, number>) =>
  Array.from({ length: 10 }, (_, i) => shares[i] ?? 0);
const answer = (changes: Partial<Prediction> = {}): Prediction => ({
  status: 'ok',
  digit: 7,
  confidence: 0.998,
  probabilities: probabilities({ 7: 0.998, 1: 0.002 }),
  reading: null,
  ...changes,
});
const box = { x: 0, y: 0, width: 1, height: 1 };
const twoDigits = answer({
  status: 'multiple',
  digit: null,
  reading: {
    text: '42',
    digits: [
      { digit: 4, confidence: 0.9, box },
      { digit: 2, confidence: 0.9, box },
    ],
  },
});
const blank = answer({ status: 'blank', digit: null, confidence: 0, probabilities: probabilities({}) });

test('digits take the article that they are spoken with', () => {
  expect([7, 8, 1].map(aDigit)).toEqual(['a 7', 'an 8', 'a 1']);
});

test('a headline says only as much as the answer does', () => {
  expect(headline(answer())).toBe('It is a 7');
  expect(headline(answer({ status: 'unsure', digit: 8 }))).toBe('Perhaps an 8');
  expect(headline(blank)).toBe('Nothing is written here');
  expect(headline(twoDigits)).toBe('It says 42');
});

test('words for sureness follow the number, but never contradict an unsure answer', () => {
  const words = [0.999, 0.96, 0.85, 0.6].map((confidence) => sureness(answer({ confidence })));
  expect(words).toEqual(['Almost certain', 'Very sure', 'Fairly sure', 'Rather sure']);
  expect(sureness(answer({ status: 'unsure', confidence: 0.999 }))).toBe('Not sure');
});

test('the explanation names the next best digit where it has a chance', () => {
  expect(explanation(answer())).toBe('The other nine digits are far behind.');
  const close = answer({ probabilities: probabilities({ 7: 0.9, 1: 0.04, 9: 0.06 }) });
  expect(explanation(close)).toBe('The next best is a 9, at 6.0%.');
  expect(explanation({ ...close, status: 'unsure' })).toContain('It could be a 9, or no digit at all');
  expect(explanation(answer({ status: 'unsure' }))).toContain('It may be no digit at all');
  expect(explanation(blank)).toContain('no ink');
  expect(explanation(twoDigits)).toStartWith('2 digits were found');
});
