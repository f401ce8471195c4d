import { type Label, notADigit, type Prediction } from '../prediction.ts';

/** Whether an answer agrees with the truth; of what is no digit, whether Inkwell stood by no answer. */
export const isRight = ({ status, digit }: Pick<Prediction, 'status' | 'digit'>, label: Label): boolean =>
  label === notADigit ? status === 'unsure' || status === 'blank' : digit === label;
