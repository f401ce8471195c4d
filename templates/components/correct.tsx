import type { StoredPrediction } from '../../src/core/store.ts';
import { aDigit, digits } from '../words.ts';

interface CorrectProps {
  readonly prediction: StoredPrediction;
  /** Where to come back to afterwards. */
  readonly from: 'read' | 'history';
}

/** Ten buttons that say what it really was: one click, a plain form. */
export function Correct({ prediction, from }: CorrectProps) {
  const { id, digit, label } = prediction;
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
              class={option === label ? 'key chosen' : option === digit ? 'key guess' : 'key'}
              aria-pressed={label === null ? undefined : option === label ? 'true' : 'false'}
              aria-label={`It was really ${aDigit(option)}`}
            >
              {option}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}

function question({ digit, label }: StoredPrediction): string {
  if (label === null) return 'What was it really?';
  if (label === digit) return `You say it is ${aDigit(label)}, as Inkwell does. Changed your mind?`;
  return `You say it was really ${aDigit(label)}. Changed your mind?`;
}
