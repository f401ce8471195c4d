import { type Digit, type Label, notADigit } from '../core/prediction.ts';

const notADigitCode = 10;

/** A label as an integer: 0–9, or 10 for what is not a digit. */
export const labelCode = (label: Label): number => (label === notADigit ? notADigitCode : label);

export const labelFromCode = (code: number): Label => (code === notADigitCode ? notADigit : (code as Digit));
