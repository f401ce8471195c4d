import { notADigit } from '../../src/core/prediction.ts';
import type { StoredPrediction } from '../../src/core/store.ts';
import { day, timeOfDay } from '../format.ts';
import { type HistoryFilter, type HistoryPlace, historyParams, historyUrl } from '../history-url.ts';
import { digits, headline } from '../words.ts';
import { ReadingCard } from './reading-card.tsx';

interface HistorySelectionProps {
  readonly items: readonly StoredPrediction[];
  readonly filter: HistoryFilter;
  readonly place: HistoryPlace;
}

/**
 * The cards of a page, each with a box to tick, and what can be done with the ticked ones: a plain form. The bar shows
 * itself by style alone once something is ticked; `assets/script/selection.ts` adds ranges, all, and a count.
 */
export function HistorySelection({ items, filter, place }: HistorySelectionProps) {
  return (
    <form class="selection" method="post" action="/history/label" data-selection="">
      <input type="hidden" name="at" value={historyParams(filter, place)} />
      <ul class="cards">
        {items.map((prediction) => (
          <li class="pick">
            <ReadingCard prediction={prediction} href={historyUrl(filter, place, prediction.id)} />
            <label class="pick-box">
              <input type="checkbox" name="id" value={prediction.id} data-pick="" />
              <span class="unseen" safe>
                {`Select “${headline(prediction)}” of ${day(prediction.createdAt)}, ${timeOfDay(prediction.createdAt)}`}
              </span>
            </label>
          </li>
        ))}
      </ul>
      <section class="bulk" aria-label="With the selected readings">
        <p class="bulk-count" role="status" data-count="">
          With the selected:
        </p>
        <label class="bulk-label">
          <span class="unseen">True digit of the selected</span>
          <select name="label">
            {digits.map((digit) => (
              <option value={String(digit)}>It is really {digit}</option>
            ))}
            <option value={notADigit}>Not a digit</option>
            <option value="none">Take the label back</option>
          </select>
        </label>
        <button type="submit" class="button small">
          Label
        </button>
        <button type="submit" class="button small danger" formaction="/history/delete">
          Delete
        </button>
        <span class="bulk-all" data-ways="" hidden>
          <button type="button" class="button quiet" data-all="">
            Select all here
          </button>
          <button type="button" class="button quiet" data-none="">
            Select none
          </button>
        </span>
      </section>
    </form>
  );
}
