import { type Digit, type Label, notADigit } from '../prediction.ts';
import type { Tally } from './tally.ts';

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const satisfies readonly Digit[];

/** What pictures truly show: the rows of the matrix. */
export const confusionLabels: readonly Label[] = [...digits, notADigit];

/** What was answered: the columns. A digit is one that Inkwell stood by. */
export const confusionAnswers = [...digits, 'unsure', 'blank', 'multiple'] as const;
export type ConfusionAnswer = (typeof confusionAnswers)[number];

/** `matrix[label][answer]`, in the order of `confusionLabels` and `confusionAnswers`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** Counts what was answered to which truth. Without label nothing counts. */
export function confusionMatrix(tallies: readonly Tally[]): ConfusionMatrix {
  const matrix = confusionLabels.map(() => confusionAnswers.map(() => 0));
  for (const tally of tallies) {
    if (tally.label === null) continue;
    const row = matrix[confusionLabels.indexOf(tally.label)];
    const column = confusionAnswers.indexOf(answerOf(tally));
    if (row) row[column] = (row[column] ?? 0) + tally.count;
  }
  return matrix;
}

function answerOf({ status, digit }: Tally): ConfusionAnswer {
  return status === 'ok' && digit !== null ? digit : status === 'ok' ? 'unsure' : status;
}

/** Whether that answer to that truth is the one that is wished for. */
export const isWished = (label: Label, answer: ConfusionAnswer): boolean =>
  label === notADigit ? answer === 'unsure' || answer === 'blank' : answer === label;
