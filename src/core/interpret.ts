import type { Classification, Thresholds } from './classifier.ts';
import type { Digit, Prediction, ReadDigit } from './prediction.ts';

/** The answer to a picture without ink. */
export const blank: Prediction = {
  status: 'blank',
  digit: null,
  confidence: 0,
  probabilities: new Array<number>(10).fill(0),
  reading: null,
};

/** The likeliest digit and its probability. */
export function bestOf({ probabilities }: Classification): { digit: Digit; confidence: number } {
  let digit = 0;
  for (let i = 1; i < 10; i++) if ((probabilities[i] as number) > (probabilities[digit] as number)) digit = i;
  return { digit: digit as Digit, confidence: probabilities[digit] ?? 0 };
}

/** How well a classification speaks for the way in which its picture was prepared. */
export const trust = (classification: Classification): number =>
  bestOf(classification).confidence * classification.digitness;

/**
 * What the network says of one digit, to an answer that admits its doubts: `unsure` when the best probability or the probability that it
 * is a digit at all is below its threshold.
 */
export function interpret(classification: Classification, thresholds: Thresholds): Prediction {
  const { digit, confidence } = bestOf(classification);
  const sure = confidence >= thresholds.confidence && classification.digitness >= thresholds.digitness;
  return {
    status: sure ? 'ok' : 'unsure',
    digit,
    confidence,
    probabilities: classification.probabilities,
    reading: null,
  };
}

/** Several digits in reading order: as sure as the least sure of them. */
export function interpretMultiple(digits: readonly ReadDigit[]): Prediction {
  return {
    status: 'multiple',
    digit: null,
    confidence: digits.reduce((least, { confidence }) => Math.min(least, confidence), 1),
    probabilities: new Array<number>(10).fill(0),
    reading: { text: digits.map(({ digit }) => digit).join(''), digits },
  };
}
