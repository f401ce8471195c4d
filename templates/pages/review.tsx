import type { ReviewItem, ReviewMode } from '../../src/core/review-store.ts';
import { Notice, type NoticeProps } from '../components/notice.tsx';
import { ReviewDesk } from '../components/review-desk.tsx';
import { ReviewEnd } from '../components/review-end.tsx';
import { ReviewKeys } from '../components/review-keys.tsx';
import { count } from '../format.ts';
import { Layout } from '../layout.tsx';
import { reviewUrl } from '../review-url.ts';
import type { Site } from '../site.ts';

/** How far the review is. */
export interface ReviewProgress {
  /** How many are still to be asked about. */
  readonly open: number;
  /** Of the sample, how many there are; of the doubtful ones nobody knows. */
  readonly total: number | null;
}

export interface ReviewProps {
  readonly site: Site;
  readonly mode: ReviewMode;
  readonly item: ReviewItem | null;
  readonly after: string | undefined;
  readonly progress: ReviewProgress;
  readonly notice?: (NoticeProps & { readonly undo?: ReviewUndo | undefined }) | undefined;
}

/** What takes the last label back. */
export interface ReviewUndo {
  readonly id: string;
  readonly was: string;
  readonly back: string;
}

const modes = [
  { mode: 'doubt', text: 'In doubt' },
  { mode: 'sample', text: 'Random sample' },
] as const;

/** `/review`: one picture after the other, and what it really is. */
export function Review({ site, mode, item, after, progress, notice }: ReviewProps) {
  const { open, total } = progress;
  return (
    <Layout site={site} title="Review" current="review" script="review.js">
      <div class="lead review-lead">
        <h1>Review</h1>
        <p>{mode === 'sample' ? sampleLead : doubtLead}</p>
      </div>
      <ul class="chips review-modes" aria-label="What to review">
        {modes.map((one) => (
          <li>
            <a
              class="chip"
              href={reviewUrl({ mode: one.mode })}
              aria-current={one.mode === mode ? 'true' : undefined}
            >
              {one.text}
            </a>
          </li>
        ))}
      </ul>
      {notice ? (
        <Notice {...notice}>{notice.undo ? <Undo mode={mode} undo={notice.undo} /> : ''}</Notice>
      ) : (
        ''
      )}
      {item === null ? (
        <ReviewEnd mode={mode} total={total} open={open} after={after} />
      ) : (
        <div
          class="review"
          data-review={mode}
          data-after={after ?? ''}
          data-open={String(open)}
          data-total={String(total ?? '')}
        >
          <div class="review-bar">
            <progress
              class="review-progress"
              max={String(Math.max(1, total ?? open))}
              value={String(total === null ? 0 : total - open)}
              aria-label="Progress"
              data-progress=""
            ></progress>
            <p class="review-figures">
              <span data-figures="" safe>
                {figures(progress)}
              </span>
              <span data-pace=""></span>
            </p>
          </div>
          <ReviewDesk mode={mode} item={item} after={after} />
          <div class="review-foot">
            <p class="review-said" role="status" data-said=""></p>
            <button type="button" class="button small" data-undo="" hidden disabled>
              Undo <kbd>u</kbd>
            </button>
          </div>
          <div class="notice problem" role="alert" data-trouble="" hidden>
            <p class="notice-title" data-trouble-text=""></p>
            <button type="button" class="button small notice-way" data-again="">
              Try again
            </button>
          </div>
          <ReviewKeys mode={mode} />
        </div>
      )}
    </Layout>
  );
}

const doubtLead = 'What Inkwell was least sure of comes first, then labels that speak against a sure answer.';
const sampleLead = 'Pictures drawn at random, so that the accuracy figure isn’t biased by who complains.';

/** `43 to go`, `57 of 100 labelled`. */
function figures({ open, total }: ReviewProgress): string {
  return total === null ? `${count(open)} to go` : `${count(total - open)} of ${count(total)} labelled`;
}

function Undo({ mode, undo }: { mode: ReviewMode; undo: ReviewUndo }) {
  return (
    <form class="notice-way" method="post" action="/review/undo">
      <input type="hidden" name="mode" value={mode} />
      <input type="hidden" name="id" value={undo.id} />
      <input type="hidden" name="was" value={undo.was} />
      <input type="hidden" name="back" value={undo.back} />
      <button type="submit" class="button small">
        Undo
      </button>
    </form>
  );
}
