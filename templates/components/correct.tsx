import type { StoredPrediction } from '../../src/core/store.ts';
import { aDigit, aLabel, digits } from '../words.ts';

interface CorrectProps {
  readonly prediction: StoredPrediction;
  /** Where to come back to afterwards. */
  readonly from: 'read' | 'history';
}

/** Ten buttons that say what it really was: one click, a plain form. */
export function Correct({ prediction, from }: CorrectProps) {
  const { id, label } = prediction;
  return (
    <form class="correct" method="post" action={`/history/${id}/label`}>
      <input type="hidden" name="from" value={from} />
      <fieldset>
        <legend safe>{question(prediction)}</legend>
        <div class="keys">
          {digits.map((option) => (
            <button
              type="submit"
              name="label"
              value={String(option)}
              class={keyClass(option, prediction)}
              aria-pressed={label === null ? undefined : option === label ? 'true' : 'false'}
              aria-label={`It is really ${aDigit(option)}`}
            >
              {option}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}

function keyClass(option: number, { digit, label }: StoredPrediction): string {
  if (option === label) return option === digit ? 'key chosen right' : 'key chosen wrong';
  return option === digit && label === null ? 'key guess' : 'key';
}

function question({ status, digit, label }: StoredPrediction): string {
  if (label === null && status === 'multiple') return 'If it is only one digit, which?';
  if (label === null && status === 'blank') return 'If a digit is written there, which?';
  if (label === null) return 'What is it really?';
  if (label === digit) return `You say it is ${aDigit(label)}, as Inkwell does.`;
  return `You say it is really ${aLabel(label)}.`;
}
