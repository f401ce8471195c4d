import type { Digit, Label, Status } from '../src/core/prediction.ts';
import type { ReviewReason } from '../src/core/review-store.ts';
import { percent } from './format.ts';
import { aDigit, aLabel } from './words.ts';

/** What a person is asked about, as far as they may know it: of a random sample the answer is kept from them. */
export interface Asked {
  readonly reason: ReviewReason;
  readonly answer: {
    readonly status: Status;
    readonly prediction: Digit | null;
    readonly confidence: number;
  } | null;
  readonly label: Label | null;
}

/** The question above the keys. */
export function question({ reason, answer, label }: Asked): string {
  if (answer?.prediction == null) return 'Which digit is this?';
  const guess = aDigit(answer.prediction);
  if (reason === 'mistake' && label !== null) return `${capital(aLabel(label))}, or ${guess}?`;
  return answer.status === 'unsure' ? `Perhaps ${guess}?` : `Is it ${guess}?`;
}

/** Why it is asked, in a line. */
export function why({ reason, answer, label }: Asked): string {
  if (answer?.prediction == null)
    return 'Drawn at random. Inkwell’s answer stays hidden, so that it sways nobody.';
  if (reason === 'mistake' && label !== null)
    return `Somebody said ${aLabel(label)}; Inkwell is ${percent(answer.confidence)} sure of ${aDigit(answer.prediction)}.`;
  return `Inkwell’s best guess, ${percent(answer.confidence)} sure.`;
}

/** What the space bar accepts. */
export const acceptance = (answer: Asked['answer']): string =>
  answer?.prediction == null ? '' : `Yes, ${aDigit(answer.prediction)}`;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
