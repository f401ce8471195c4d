import type { Classification, Thresholds } from './classifier.ts';
import type { Digit, Prediction } from './prediction.ts';

/** The answer to a picture without ink. */
export const blank: Prediction = {
  status: 'blank',
  digit: null,
  confidence: 0,
  probabilities: Array<number>(10).fill(0),
  reading: null,
};

/** The digit of the highest probability. */
export function mostLikely(probabilities: readonly number[]): Digit {
  return probabilities.indexOf(Math.max(...probabilities)) as Digit;
}

/** What the network says of one picture, as an answer to people: `ok`, or `unsure` below a threshold. */
export function interpret(classification: Classification, thresholds: Thresholds): Prediction {
  const { probabilities, digitness } = classification;
  const digit = mostLikely(probabilities);
  const confidence = probabilities[digit] ?? 0;
  const sure = confidence >= thresholds.confidence && digitness >= thresholds.digitness;
  return { status: sure ? 'ok' : 'unsure', digit, confidence, probabilities, reading: null };
}
