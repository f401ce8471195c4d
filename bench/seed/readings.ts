import type { Status } from '../../src/core/prediction.ts';

/** What a network might have said of a picture. */
export interface Reading {
  readonly status: Status;
  readonly digit: number | null;
  readonly confidence: number;
  readonly probabilities: string;
  readonly reading: string | null;
  readonly decidedBy: string | null;
}

const zeros = JSON.stringify(Array<number>(10).fill(0));

/** Plausible readings of a picture of `digit`: 94 % sure and right, some unsure, a few wrong, blank or of several digits. */
export function createReader(random: () => number): (digit: number) => Reading {
  return (digit) => {
    const fate = random();
    if (fate < 0.004)
      return {
        status: 'blank',
        digit: null,
        confidence: 0,
        probabilities: zeros,
        reading: null,
        decidedBy: null,
      };
    if (fate < 0.01) return several(digit, random);
    const sure = fate < 0.95;
    const read = random() < (sure ? 0.998 : 0.7) ? digit : Math.floor(random() * 10);
    const confidence = sure ? 1 - 0.2 * random() ** 4 : 0.25 + 0.6 * random();
    return {
      status: sure ? 'ok' : 'unsure',
      digit: read,
      confidence,
      probabilities: spread(read, confidence, random),
      reading: null,
      decidedBy: sure ? 'glance' : 'careful',
    };
  };
}

/** The rest is shared by the nine others. */
function spread(digit: number, confidence: number, random: () => number): string {
  const weights = Array.from({ length: 10 }, (_, i) => (i === digit ? 0 : random() ** 6));
  const sum = weights.reduce((a, b) => a + b, 0);
  return JSON.stringify(
    weights.map((weight, i) => (i === digit ? confidence : ((1 - confidence) * weight) / sum)),
  );
}

function several(digit: number, random: () => number): Reading {
  const confidence = 0.5 + 0.5 * random();
  const boxes = [digit, Math.floor(random() * 10)].map((one, i) => ({
    digit: one,
    confidence,
    box: { x: 1 + 13 * i, y: 4, width: 12, height: 20 },
  }));
  const reading = { text: boxes.map((box) => box.digit).join(''), digits: boxes };
  return {
    status: 'multiple',
    digit: null,
    confidence,
    probabilities: zeros,
    reading: JSON.stringify(reading),
    decidedBy: null,
  };
}
