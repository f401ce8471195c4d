import type { Status } from '../core/prediction.ts';

/** How one sample was read. */
export interface Outcome {
  readonly name: string;
  readonly label: string;
  readonly source: string;
  readonly status: Status;
  /** The digit or digits; empty when blank. */
  readonly answer: string;
  /** 0–1 */
  readonly confidence: number;
  /** 0–1: how much it was taken for writing at all. */
  readonly certainty: number;
  readonly decidedBy: string | null;
  readonly milliseconds: number;
  /** The network's input, `[28, 28]`; `null` when blank. */
  readonly input: Float32Array | null;
}

/** A sample that could not be decoded. */
export interface Failure {
  readonly name: string;
  readonly reason: string;
}

export const isDigit = ({ label }: Outcome): boolean => /^\d$/.test(label);
/** Whether it was read rightly; for what is no digit: whether Inkwell stood by no answer. */
export const isRight = ({ label, answer, status }: Outcome): boolean =>
  label === 'none' ? status === 'blank' || status === 'unsure' : answer === label;
