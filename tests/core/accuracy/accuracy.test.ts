import { describe, expect, test } from 'bun:test';
import { believe } from '../../../src/core/accuracy/believe.ts';
import { calibrationBins, confidenceHistogram } from '../../../src/core/accuracy/calibration-bins.ts';
import { confusionMatrix, isWished } from '../../../src/core/accuracy/confusion.ts';
import { judge } from '../../../src/core/accuracy/judge.ts';
import { series } from '../../../src/core/accuracy/series.ts';
import { summariseAccuracy } from '../../../src/core/accuracy/summarise.ts';
import type { Tally } from '../../../src/core/accuracy/tally.ts';
import { wilson } from '../../../src/core/statistics/wilson.ts';

const model = { name: 'inkwell', version: '1.0.0', sha256: 'ab'.repeat(32) };

/** So many certain sevens that are sevens, but for what `changes` says. */
const aTally = (changes: Partial<Tally> = {}): Tally => {
  const { count = 1, bin = 19 } = changes;
  return {
    model,
    status: 'ok',
    digit: 7,
    label: 7,
    sampled: false,
    bin,
    count,
    confidenceSum: count * (bin / 20 + 0.025),
    ...changes,
  };
};

describe('judge', () => {
  const judged = judge([
    aTally({ count: 80 }),
    aTally({ count: 5, digit: 1 }),
    aTally({ count: 7, status: 'unsure' }),
    aTally({ count: 3, status: 'unsure', digit: 1 }),
    aTally({ count: 4, status: 'blank', digit: null }),
    aTally({ count: 1, status: 'multiple', digit: null }),
    aTally({ count: 6, label: 'not-a-digit', status: 'unsure' }),
    aTally({ count: 2, label: 'not-a-digit' }),
    aTally({ count: 1000, label: null }),
  ]);

  test('best guesses count for digits, blanks and several digits are wrong, what has no label is let be', () => {
    expect(judged.labelled).toBe(108);
    expect(judged.digits).toMatchObject({ right: 87, total: 100, share: 0.87 });
    expect(judged.digits.interval).toEqual(wilson(87, 100));
  });

  test('an answer that Inkwell stood by is wrong when there is no digit', () => {
    expect(judged.standing).toMatchObject({ right: 80, total: 87 });
    expect(judged.nonDigits).toMatchObject({ right: 6, total: 8 });
  });

  test('digits that were not decided are counted apart', () =>
    expect(judged.refused).toMatchObject({ right: 14, total: 100 }));
});

test('the matrix has a row for each truth and a column for each answer', () => {
  const matrix = confusionMatrix([
    aTally({ count: 3 }),
    aTally({ count: 2, digit: 1 }),
    aTally({ digit: 1, status: 'unsure' }),
    aTally({ label: 'not-a-digit', status: 'blank', digit: null }),
    aTally({ label: 0, status: 'multiple', digit: null, count: 4 }),
    aTally({ label: null, count: 99 }),
  ]);
  expect(matrix).toHaveLength(11);
  expect(matrix[7]).toEqual([0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 1, 0, 0]);
  expect(matrix[10]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  expect(matrix[0]?.[12]).toBe(4);
  expect(matrix.flat().reduce((sum, n) => sum + n)).toBe(11);
});

test('what is no digit is best answered unsure or blank', () => {
  expect([7, 'unsure', 'blank', 'multiple'].map((answer) => isWished('not-a-digit', answer as 7))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isWished(7, 7)).toBe(true);
  expect(isWished(7, 'unsure')).toBe(false);
});

test('calibration compares mean confidence with accuracy, bin by bin, and leaves non-digits out', () => {
  const bins = calibrationBins([
    aTally({ bin: 18, count: 9, confidenceSum: 8.2 }),
    aTally({ bin: 18, count: 1, confidenceSum: 0.8, label: 1 }),
    aTally({ bin: 18, label: 'not-a-digit' }),
    aTally({ bin: 0, status: 'blank', digit: null }),
  ]);
  expect(bins).toHaveLength(20);
  expect(bins[18]).toEqual({ from: 0.9, to: 0.95, count: 10, confidence: 0.9, accuracy: 0.9 });
  expect(bins[0]?.count).toBe(0);
});

test('the histogram counts labelled or not, sure and unsure apart', () => {
  const bins = confidenceHistogram([
    aTally({ bin: 8, status: 'unsure', label: null, count: 2 }),
    aTally({ bin: 8, count: 3 }),
    aTally({ bin: 8, status: 'multiple', digit: null, count: 50 }),
  ]);
  expect(bins[8]).toEqual({ from: 0.4, to: 0.45, ok: 3, unsure: 2 });
});

describe('series', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
  const read = (n: number, count = 1) => ({ day: day(n), count, confidenceSum: count * 0.9 });

  test('days on which nothing was read are shown, too', () => {
    expect(series([read(0, 2), read(2)])).toEqual([
      { from: day(0), days: 1, count: 2, confidence: 0.9 },
      { from: day(1), days: 1, count: 0, confidence: null },
      { from: day(2), days: 1, count: 1, confidence: 0.9 },
    ]);
  });

  test('many days are drawn together, and none is lost', () => {
    const days = Array.from({ length: 400 }, (_, i) => read(i * 2));
    const stretches = series(days);
    expect(stretches.length).toBeLessThanOrEqual(60);
    expect(stretches[0]?.days).toBe(28);
    expect(stretches.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect(stretches.reduce((sum, { days }) => sum + days, 0)).toBe(799);
  });

  test('nothing makes nothing', () => expect(series([])).toEqual([]));
});

describe('believe', () => {
  const judged = (right: number, wrong: number) =>
    judge([aTally({ count: right }), aTally({ count: wrong, digit: 1 })]);
  const nothing = judge([]);

  test('without labels nothing is believed', () =>
    expect(believe(nothing, nothing, 0).which).toBe('neither'));

  test('all labels stand alone, with a warning, until a random sample says enough', () => {
    expect(believe(judged(50, 50), nothing, 0)).toMatchObject({
      which: 'all',
      why: expect.stringContaining('care'),
    });
    expect(believe(judged(50, 50), judged(29, 0), 29)).toMatchObject({
      which: 'all',
      why: expect.stringContaining('29 labels, too few'),
    });
    expect(believe(judged(50, 50), judged(30, 0), 30).which).toBe('sample');
  });

  test('it says which way the labels lean, and whether chance alone could explain it', () => {
    expect(believe(judged(50, 50), judged(200, 2), 202).why).toContain('worse than it is');
    expect(believe(judged(998, 2), judged(170, 30), 200).why).toContain('better than it is');
    expect(believe(judged(98, 2), judged(98, 2), 100).why).toContain('no more than chance');
  });

  test('a sample that is not finished says so', () =>
    expect(believe(judged(90, 10), judged(60, 1), 100).why).toContain('39 of its 100 have no label'));
});

test('the summary judges the sample apart, and the basis decides what the matrix is made of', () => {
  const other = { ...model, version: '1.1.0' };
  const tallies = [
    aTally({ count: 5 }),
    aTally({ count: 3, sampled: true, model: other }),
    aTally({ count: 2, sampled: true, label: null, model: other }),
  ];
  const summary = summariseAccuracy(tallies, [], 'sample');
  expect(summary.predictions).toBe(10);
  expect(summary.all.labelled).toBe(8);
  expect(summary.sample).toMatchObject({ labelled: 3, drawn: 5 });
  expect(summary.confusion[7]?.[7]).toBe(3);
  expect(summariseAccuracy(tallies, [], 'all').confusion[7]?.[7]).toBe(8);
  expect(
    summary.models.map(({ model: { version }, predictions, all }) => [version, predictions, all.labelled]),
  ).toEqual([
    ['1.0.0', 5, 5],
    ['1.1.0', 5, 3],
  ]);
});
