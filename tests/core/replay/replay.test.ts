import { expect, test } from 'bun:test';
import { countReplayed } from '../../../src/core/replay/count-replayed.ts';
import { type ComparedAnswer, isChanged, noCounts } from '../../../src/core/replay/replay.ts';
import { signTest } from '../../../src/core/statistics/sign-test.ts';

const said = (changes: Partial<ComparedAnswer> = {}): ComparedAnswer => ({
  status: 'ok',
  digit: 7,
  text: null,
  confidence: 0.9,
  ...changes,
});

test('another status, digit or text is another answer; another confidence is not', () => {
  expect(isChanged(said(), said({ confidence: 0.5 }))).toBe(false);
  expect(isChanged(said(), said({ digit: 1 }))).toBe(true);
  expect(isChanged(said(), said({ status: 'unsure' }))).toBe(true);
  const several = said({ status: 'multiple', digit: null, text: '12' });
  expect(isChanged(several, { ...several, text: '13' })).toBe(true);
  expect(isChanged(several, { ...several })).toBe(false);
});

test('labelled answers are counted as right and wrong, before and after, onto what was counted already', () => {
  const counts = countReplayed({ ...noCounts, labelled: 10, rightBefore: 9, rightAfter: 9 }, [
    { label: 7, before: said(), after: said() },
    { label: 7, before: said({ digit: 1 }), after: said() },
    { label: 7, before: said(), after: said({ digit: 1 }) },
    { label: 7, before: said(), after: said({ status: 'unsure' }) },
    { label: 'not-a-digit', before: said(), after: said({ status: 'unsure' }) },
    { label: null, before: said(), after: said({ digit: 1 }) },
    { label: 7, before: said(), after: null },
  ]);
  expect(counts).toEqual({ unread: 1, labelled: 15, rightBefore: 12, rightAfter: 13, fixed: 2, broken: 1 });
});

test('the sign test says how often chance alone splits so', () => {
  expect(signTest(0, 0)).toBe(1);
  expect(signTest(5, 5)).toBe(1);
  expect(signTest(5, 0)).toBeCloseTo(2 / 32, 10);
  expect(signTest(1, 9)).toBeCloseTo(22 / 1024, 10);
  expect(signTest(9, 1)).toBe(signTest(1, 9));
  expect(signTest(3000, 2000)).toBeLessThan(1e-40);
  expect(signTest(3000, 2000)).toBeGreaterThan(0);
});
