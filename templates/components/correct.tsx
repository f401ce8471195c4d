import { type Label, notADigit } from '../../src/core/prediction.ts';
import type { StoredPrediction } from '../../src/core/store.ts';
import { aDigit, aLabel, digits } from '../words.ts';

interface CorrectProps {
  readonly prediction: StoredPrediction;
  /** Where to come back to afterwards. */
  readonly from: 'read' | 'history';
  /** What of the history was shown, as the query of its address. */
  readonly at?: string;
}

/** Buttons that say what it really was, or take that back: one click, a plain form. */
export function Correct({ prediction, from, at }: CorrectProps) {
  const { id, label } = prediction;
  return (
    <form class="correct" method="post" action={`/history/${id}/label`}>
      <input type="hidden" name="from" value={from} />
      {at ? <input type="hidden" name="at" value={at} /> : ''}
      <fieldset>
        <legend safe>{question(prediction)}</legend>
        <div class="keys">
          {digits.map((option) => (
            <Key option={option} prediction={prediction} name={`It is really ${aDigit(option)}`}>
              {option}
            </Key>
          ))}
        </div>
        <div class="keys-beside">
          <Key option={notADigit} prediction={prediction}>
            Not a digit
          </Key>
          {label === null ? (
            ''
          ) : (
            <button type="submit" name="label" value="none" class="button quiet">
              Take it back
            </button>
          )}
        </div>
      </fieldset>
    </form>
  );
}

interface KeyProps {
  readonly option: Label;
  readonly prediction: StoredPrediction;
  readonly name?: string;
  readonly children: string | number;
}

function Key({ option, prediction, name, children }: KeyProps) {
  const { label } = prediction;
  return (
    <button
      type="submit"
      name="label"
      value={String(option)}
      class={keyClass(option, prediction)}
      aria-pressed={label === null ? undefined : option === label ? 'true' : 'false'}
      aria-label={name}
      safe
    >
      {children}
    </button>
  );
}

function keyClass(option: Label, { digit, label }: StoredPrediction): string {
  const shape = option === notADigit ? 'key wide' : 'key';
  if (option === label) return option === digit ? `${shape} chosen right` : `${shape} chosen wrong`;
  return option === digit && label === null ? `${shape} guess` : shape;
}

function question({ status, digit, label }: StoredPrediction): string {
  if (label === null && status === 'multiple') return 'If it is only one digit, which?';
  if (label === null && status === 'blank') return 'If a digit is written there, which?';
  if (label === null) return 'What is it really?';
  if (label === digit) return `You say it is ${aDigit(label)}, as Inkwell does.`;
  return `You say it is really ${aLabel(label)}.`;
}
