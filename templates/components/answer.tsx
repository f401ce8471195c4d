import type { StoredPrediction } from '../../src/core/store.ts';
import { percent } from '../format.ts';
import { digits, explanation, headline, sureness } from '../words.ts';
import { Bars } from './bars.tsx';
import { describePicture, Picture } from './picture.tsx';
import { Verdict } from './verdict.tsx';

/** The answer: the picture, the digit large, how sure, and the ten bars. The `level` keeps the page's outline whole. */
export function Answer({ prediction, level }: { prediction: StoredPrediction; level: 'h1' | 'h2' }) {
  const { status, digit, confidence, reading } = prediction;
  const figure = reading ? reading.text : digit === null ? '–' : String(digit);
  return (
    <div class={`answer ${status}`}>
      <div class="answer-top">
        <Picture prediction={prediction} alt={describePicture(prediction)} />
        <div class="answer-say">
          {status === 'blank' ? '' : <Figure text={figure} />}
          <tag of={level} class="answer-headline" safe>
            {headline(prediction)}
          </tag>
          {status === 'blank' || status === 'multiple' ? (
            ''
          ) : (
            <p class="sureness">
              <span safe>{sureness(prediction)}</span> <strong safe>{percent(confidence)}</strong>
            </p>
          )}
          <p class="answer-why" safe>
            {explanation(prediction)}
          </p>
          <Verdict digit={digit} label={prediction.label} />
        </div>
      </div>
      <AnswerBars prediction={prediction} />
    </div>
  );
}

/** Only for the eye: the headline says the same. */
function Figure({ text }: { text: string }) {
  return (
    <p class={`figure length-${Math.min(text.length, 9)}`} aria-hidden="true" safe>
      {text}
    </p>
  );
}

function AnswerBars({ prediction }: { prediction: StoredPrediction }) {
  const { reading, probabilities, digit, label, status } = prediction;
  if (status === 'blank') return '';
  if (reading) {
    const rows = reading.digits.map(({ digit, confidence }) => ({ digit, share: confidence, best: true }));
    return <Bars caption="How sure Inkwell is of each digit, in reading order" rows={rows} />;
  }
  const rows = digits.map((candidate) => ({
    digit: candidate,
    share: probabilities[candidate] ?? 0,
    best: candidate === digit,
    ring: candidate === label ? ringAround(label, digit) : undefined,
  }));
  return <Bars caption="How likely each of the ten digits is" rows={rows} />;
}

const ringAround = (label: number, digit: number | null) =>
  label === digit
    ? ({ kind: 'right', meaning: 'confirmed by a person' } as const)
    : ({ kind: 'wrong', meaning: 'what it really was' } as const);
