import type { Digit, Label, Prediction, Status } from '../src/core/prediction.ts';
import { notADigit } from '../src/core/prediction.ts';
import { percent } from './format.ts';

/** All ten, in order. */
export const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const satisfies readonly Digit[];

/** A status as people say it: in filters, on cards. */
export const statusWords: Readonly<Record<Status, string>> = {
  ok: 'Sure',
  unsure: 'Unsure',
  blank: 'Blank',
  multiple: 'Several',
};

/** `a 7`, `an 8`. */
export const aDigit = (digit: number) => `${digit === 8 ? 'an' : 'a'} ${digit}`;

/** `a 7`, or `no digit`. */
export const aLabel = (label: Label) => (label === notADigit ? 'no digit' : aDigit(label));

/** How sure an answer is, in words. */
export function sureness({ status, confidence }: Prediction): string {
  if (status === 'unsure') return 'Not sure';
  if (confidence >= 0.99) return 'Almost certain';
  if (confidence >= 0.95) return 'Very sure';
  if (confidence >= 0.8) return 'Fairly sure';
  return 'Rather sure';
}

/** The answer as a headline: `It is a 7`. */
export function headline(
  answer: Pick<Prediction, 'status' | 'digit'> & { readonly reading: { readonly text: string } | null },
): string {
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
    case 'unsure': {
      const next = runnerUp(answer);
      const doubt =
        next === null ? 'It may be no digit at all' : `It could be ${aDigit(next)}, or no digit at all`;
      return `This is only the best guess. ${doubt}: please look for yourself.`;
    }
    case 'ok': {
      const next = runnerUp(answer);
      if (next === null) return 'The other nine digits are far behind.';
      return `The next best is ${aDigit(next)}, at ${percent(answer.probabilities[next] ?? 0)}.`;
    }
  }
}

/** The second digit, where it has any chance. */
function runnerUp({ digit, probabilities }: Prediction): Digit | null {
  const chance = (candidate: Digit) => probabilities[candidate] ?? 0;
  const others = digits.filter((other) => other !== digit && chance(other) >= 0.02);
  return others.sort((a, b) => chance(b) - chance(a))[0] ?? null;
}

/** The sets of `models/training`, in words. */
export const setWords: Readonly<Record<string, string>> = {
  clean: 'MNIST, held out of training',
  rough: 'The same, treated roughly',
  drawn: 'Digits drawn by program',
  redrawn: 'MNIST’s strokes, redrawn with other pens',
  boxed: 'Digits in boxes and frames',
  held: 'Kinds of shapes never trained on',
  heldRough: 'The same, treated roughly',
  seen: 'Kinds of shapes trained on',
  backgrounds: 'Empty and shadowed paper',
};
