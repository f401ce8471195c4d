import type { Digit, Prediction, Status } from '../src/core/prediction.ts';

/** All ten, in order. */
export const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const satisfies readonly Digit[];

/** A status as people say it: in filters, on cards. */
export const statusWords: Readonly<Record<Status, string>> = {
  ok: 'Sure',
  unsure: 'Unsure',
  blank: 'Blank',
  multiple: 'Several digits',
};

/** `a 7`, `an 8`. */
export const aDigit = (digit: number) => `${digit === 8 ? 'an' : 'a'} ${digit}`;

/** How sure a confidence of 0–1 is, in words. */
export function sureness(confidence: number): string {
  if (confidence >= 0.99) return 'Almost certain';
  if (confidence >= 0.95) return 'Very sure';
  if (confidence >= 0.8) return 'Fairly sure';
  if (confidence >= 0.5) return 'Not sure';
  return 'A guess';
}

/** The answer as a headline: `It is a 7`. */
export function headline(answer: Prediction): string {
  if (answer.status === 'blank') return 'Nothing is written here';
  if (answer.status === 'multiple') return `It says ${answer.reading?.text ?? 'several digits'}`;
  if (answer.digit === null) return 'No digit found';
  return answer.status === 'ok' ? `It is ${aDigit(answer.digit)}` : `Perhaps ${aDigit(answer.digit)}`;
}

/** One sentence more: what the answer rests on, and what to do when it is no answer. */
export function explanation(answer: Prediction): string {
  switch (answer.status) {
    case 'blank':
      return 'Inkwell found no ink in this picture. Write with a darker pen, or move closer, and send it again.';
    case 'multiple': {
      const count = answer.reading?.digits.length ?? 0;
      return `${count > 1 ? count : 'Several'} digits were found, read from left to right, line by line.`;
    }
    case 'unsure':
      return runnerUp(answer);
    case 'ok':
      return 'The other nine digits are far behind.';
  }
}

function runnerUp({ digit, probabilities }: Prediction): string {
  const next = digits
    .filter((other) => other !== digit && (probabilities[other] ?? 0) >= 0.05)
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))[0];
  const doubt = next === undefined ? '' : `, or ${aDigit(next)}`;
  return `This is only the best guess${doubt}. It may be no digit at all: please look for yourself.`;
}
