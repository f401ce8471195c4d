import { expect, test } from 'bun:test';
import { acceptance, question, why } from '../../templates/review-words.ts';

const answer = { status: 'ok', prediction: 8, confidence: 0.97 } as const;

test('a doubtful answer is asked about, and can be accepted', () => {
  expect(question({ reason: 'doubt', answer, label: null })).toBe('Is it an 8?');
  expect(question({ reason: 'doubt', answer: { ...answer, status: 'unsure' }, label: null })).toBe(
    'Perhaps an 8?',
  );
  expect(acceptance(answer)).toBe('Yes, an 8');
});

test('a likely mistake names both sides', () => {
  const asked = { reason: 'mistake', answer, label: 3 } as const;
  expect(question(asked)).toBe('A 3, or an 8?');
  expect(why(asked)).toBe('Somebody said a 3; Inkwell is 97.0% sure of an 8.');
  expect(question({ ...asked, label: 'not-a-digit' })).toBe('No digit, or an 8?');
});

test('of a sample nothing is given away', () => {
  const asked = { reason: 'sample', answer: null, label: null } as const;
  expect(question(asked)).toBe('Which digit is this?');
  expect(why(asked)).not.toMatch(/[0-9%]/);
  expect(acceptance(null)).toBe('');
});
