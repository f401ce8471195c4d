import { notADigit } from '../prediction.ts';
import type { ReliabilityBin } from '../statistics/calibration.ts';
import { confidenceBins, countOf, type Tally } from './tally.ts';

const oneDigit = ({ digit }: Tally): boolean => digit !== null;
const bins = Array.from({ length: confidenceBins }, (_, bin) => ({
  bin,
  from: bin / confidenceBins,
  to: (bin + 1) / confidenceBins,
}));

/** Labelled digits by confidence: are answers of 0.9 right nine times in ten? Whether it is a digit at all is another question. */
export function calibrationBins(tallies: readonly Tally[]): ReliabilityBin[] {
  const judged = tallies.filter(
    (tally) => oneDigit(tally) && tally.label !== null && tally.label !== notADigit,
  );
  return bins.map(({ bin, from, to }) => {
    const inside = judged.filter((tally) => tally.bin === bin);
    const count = countOf(inside);
    const sum = inside.reduce((total, { confidenceSum }) => total + confidenceSum, 0);
    const right = countOf(inside.filter(({ digit, label }) => digit === label));
    return {
      from,
      to,
      count,
      confidence: count === 0 ? 0 : sum / count,
      accuracy: count === 0 ? 0 : right / count,
    };
  });
}

/** How many answers of one digit had such a confidence. */
export interface ConfidenceBin {
  readonly from: number;
  readonly to: number;
  readonly ok: number;
  readonly unsure: number;
}

/** The histogram of the confidence of all answers of one digit, labelled or not. */
export function confidenceHistogram(tallies: readonly Tally[]): ConfidenceBin[] {
  const answers = tallies.filter(oneDigit);
  return bins.map(({ bin, from, to }) => {
    const inside = answers.filter((tally) => tally.bin === bin);
    const ok = countOf(inside.filter(({ status }) => status === 'ok'));
    return { from, to, ok, unsure: countOf(inside) - ok };
  });
}
