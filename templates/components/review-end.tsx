import type { ReviewMode } from '../../src/core/review-store.ts';
import { count } from '../format.ts';
import { reviewUrl } from '../review-url.ts';

interface ReviewEndProps {
  readonly mode: ReviewMode;
  /** Of the sample: how many there are. */
  readonly total: number | null;
  readonly open: number;
  /** Set when some were skipped on the way here. */
  readonly after: string | undefined;
}

/** Nothing is left to ask, and what can be done next. */
export function ReviewEnd({ mode, total, open, after }: ReviewEndProps) {
  const skipped = after !== undefined && open > 0;
  return (
    <div class="empty">
      <h2 safe>{title(mode, total, skipped)}</h2>
      {skipped ? (
        <a class="button" href={reviewUrl({ mode })}>
          Go through the skipped ones
        </a>
      ) : (
        ''
      )}
      {mode === 'sample' ? (
        <DrawSample total={total ?? 0} />
      ) : (
        <>
          <p>A random sample tells how good the answers are that nobody doubts.</p>
          <a class="button" href={reviewUrl({ mode: 'sample' })}>
            Label a random sample
          </a>
        </>
      )}
    </div>
  );
}

function title(mode: ReviewMode, total: number | null, skipped: boolean): string {
  if (skipped) return 'That was the last one';
  if (mode === 'doubt') return 'Nothing is in doubt';
  return total ? 'The whole sample is labelled' : 'No sample was drawn yet';
}

const sizes = [50, 100, 200, 400, 1000];

function DrawSample({ total }: { total: number }) {
  return (
    <>
      <p>
        Readings are drawn at random, each as likely as any other. A hundred labelled ones tell the accuracy
        to within some 4 points, four hundred to within 2.
        {total > 0 ? <span safe>{` So far ${count(total)} were drawn.`}</span> : ''}
        {total > 0 ? (
          <>
            {' '}
            <a href="/accuracy?basis=sample">See what they say.</a>
          </>
        ) : (
          ''
        )}
      </p>
      <form class="draw" method="post" action="/review/draw">
        <label>
          <span class="unseen">How many</span>
          <select name="size">
            {sizes.map((size) => (
              <option value={String(size)} selected={size === 100} safe>
                {`${count(size)}${total > 0 ? ' more' : ''}`}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button primary">
          Draw a random sample
        </button>
      </form>
    </>
  );
}
