import { notADigit } from '../../src/core/prediction.ts';
import type { ReviewItem, ReviewMode } from '../../src/core/review-store.ts';
import { type Asked, acceptance, question, why } from '../review-words.ts';
import { aDigit, digits } from '../words.ts';
import { shapeOf } from './shape.ts';

interface ReviewDeskProps {
  readonly mode: ReviewMode;
  readonly item: ReviewItem;
  /** The cursor by which this item was found: an undo comes back to it. */
  readonly after: string | undefined;
}

/** One picture and the keys to say what it is: a plain form, taken over by `assets/review.ts` where there is script. */
export function ReviewDesk({ mode, item, after }: ReviewDeskProps) {
  const { prediction, cursor } = item;
  const { image, label } = prediction;
  const asked = askedOf(item);
  const accept = acceptance(asked.answer);
  return (
    <form class="panel review-desk" method="post" action="/review" data-desk="">
      <input type="hidden" name="mode" value={mode} />
      <input type="hidden" name="id" value={prediction.id} />
      <input type="hidden" name="cursor" value={cursor} />
      <input type="hidden" name="back" value={after ?? ''} />
      <input type="hidden" name="was" value={String(label ?? 'none')} />
      <div class="picture review-picture" data-picture="">
        <img
          class={shapeOf(image)}
          src={`/images/${image.id}`}
          width={image.width}
          height={image.height}
          alt="What to label"
        />
      </div>
      <div class="review-say">
        <h2 data-question="" safe>
          {question(asked)}
        </h2>
        <p class="review-why" data-why="" safe>
          {why(asked)}
        </p>
        <button
          type="submit"
          class="button primary review-accept"
          name="label"
          value={String(asked.answer?.prediction ?? '')}
          hidden={accept === ''}
          data-accept=""
        >
          <span data-accept-text="" safe>
            {accept}
          </span>
          <kbd>space</kbd>
        </button>
        <fieldset class="review-keys">
          <legend class="unseen">What is it really?</legend>
          {digits.map((digit) => (
            <button
              type="submit"
              class="key"
              name="label"
              value={String(digit)}
              aria-label={`It is ${aDigit(digit)}`}
              data-key={String(digit)}
            >
              {digit}
            </button>
          ))}
        </fieldset>
        <div class="review-beside">
          <button type="submit" class="key wide" name="label" value={notADigit} data-key={notADigit}>
            Not a digit <kbd>n</kbd>
          </button>
          <button type="submit" class="button quiet" name="label" value="skip" data-skip="">
            Skip <kbd>→</kbd>
          </button>
        </div>
      </div>
    </form>
  );
}

/** What may be told of an item. */
const askedOf = ({ reason, prediction }: ReviewItem): Asked => ({
  reason,
  label: prediction.label,
  answer:
    reason === 'sample'
      ? null
      : { status: prediction.status, prediction: prediction.digit, confidence: prediction.confidence },
});
