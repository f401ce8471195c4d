import { Elysia } from 'elysia';
import { Review, type ReviewProgress, type ReviewProps } from '../../../templates/pages/review.tsx';
import { reviewUrl } from '../../../templates/review-url.ts';
import { aLabel } from '../../../templates/words.ts';
import { ConflictError, MalformedError } from '../../core/errors.ts';
import type { Label } from '../../core/prediction.ts';
import { type ReviewMode, reviewModes } from '../../core/review-store.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { createImages } from '../images/service.ts';
import { createPredictions } from '../predictions/service.ts';
import { mostDrawn } from '../review/model.ts';
import { labelOf, readForm, shown } from './forms.ts';
import { createSite } from './site.ts';

const page = { detail: { hide: true } } as const;
const form = { detail: { hide: true }, parse: 'none' } as const;

/** The review without script: one picture a page, each label a form. With script, the page asks the API instead. */
export function reviewPages(deps: AppDeps) {
  const { reviews, store } = deps;
  const predictions = createPredictions(deps);
  const images = createImages(deps);
  const site = createSite(deps);

  async function progressOf(mode: ReviewMode): Promise<ReviewProgress> {
    if (mode === 'sample') {
      const [all, open] = await Promise.all([
        store.count({ sampled: true }),
        store.count({ sampled: true, label: 'none' }),
      ]);
      return { open: open.count, total: all.count };
    }
    const counts = await Promise.all([
      store.count({ status: 'unsure', label: 'none' }),
      store.count({ status: 'ok', label: 'none', maxConfidence: 0.95 }),
    ]);
    return { open: counts.reduce((sum, { count }) => sum + count, 0), total: null };
  }

  return new Elysia({ name: 'review-pages' })
    .use(htmlPages())
    .get(
      '/review',
      async ({ html, request }) => {
        const query = new URL(request.url).searchParams;
        const mode = modeOf(query.get('mode'));
        const after = query.get('after') || undefined;
        const [[item = null], progress] = await Promise.all([
          reviews.next({ mode, limit: 1, after }),
          progressOf(mode),
        ]);
        return html(<Review {...{ site, mode, item, after, progress, notice: noticeOf(query) }} />);
      },
      page,
    )
    .post(
      '/review',
      async ({ redirect, request }) => {
        const fields = await readForm(request);
        const mode = modeOf(fields.get('mode'));
        const after = fields.get('cursor') ?? undefined;
        const said = fields.get('label');
        if (said === 'skip') return redirect(reviewUrl({ mode, after }), 303);
        const [digit, replaces] = [labelOf(said), labelOrNone(fields.get('was'))];
        const { id, image } = await predictions.find(fields.get('id') ?? '');
        try {
          await images.setLabel(image.id, { digit, source: 'person', replaces });
        } catch (error) {
          if (error instanceof ConflictError)
            return redirect(reviewUrl({ mode, after }, { faster: '1' }), 303);
          throw error;
        }
        const undo = {
          last: id,
          as: String(digit),
          was: String(replaces ?? 'none'),
          back: fields.get('back') ?? '',
        };
        return redirect(reviewUrl({ mode, after }, undo), 303);
      },
      form,
    )
    .post(
      '/review/undo',
      async ({ redirect, request }) => {
        const fields = await readForm(request);
        const mode = modeOf(fields.get('mode'));
        const { image } = await predictions.find(fields.get('id') ?? '');
        await images.setLabel(image.id, { digit: labelOrNone(fields.get('was')), source: 'person' });
        return redirect(reviewUrl({ mode, after: fields.get('back') ?? '' }), 303);
      },
      form,
    )
    .post(
      '/review/draw',
      async ({ redirect, request }) => {
        const size = sizeOf((await readForm(request)).get('size'));
        const drawn = await reviews.extendSample(size);
        return redirect(reviewUrl({ mode: 'sample' }, { drawn: String(drawn) }), 303);
      },
      form,
    );
}

function modeOf(value: string | null): ReviewMode {
  const mode = reviewModes.find((known) => known === (value ?? 'doubt'));
  if (mode !== undefined) return mode;
  throw new MalformedError(
    `Cannot review: got the mode ${shown(value)}, expected ${reviewModes.join(' or ')}`,
  );
}

const labelOrNone = (value: string | null): Label | null => (value === 'none' ? null : labelOf(value));

function sizeOf(value: string | null): number {
  const size = Number(value);
  if (value !== null && /^\d{1,4}$/.test(value) && size >= 1 && size <= mostDrawn) return size;
  throw new MalformedError(`Cannot draw a sample: got ${shown(value)}, expected 1 to ${mostDrawn}`);
}

/** What the form before this page has done. */
function noticeOf(query: URLSearchParams): ReviewProps['notice'] {
  if (query.has('faster'))
    return { tone: 'problem', title: 'Somebody labelled that one in the meantime. Theirs was kept.' };
  const [last, as, was, back, drawn] = ['last', 'as', 'was', 'back', 'drawn'].map((name) => query.get(name));
  if (last && as && was)
    return {
      tone: 'done',
      title: `You said ${aLabel(labelOf(as))}.`,
      undo: { id: last, was, back: back ?? '' },
    };
  if (drawn === '0') return { tone: 'problem', title: 'There was nothing left to draw from.' };
  if (drawn && /^\d{1,4}$/.test(drawn))
    return {
      tone: 'done',
      title: `${drawn} ${drawn === '1' ? 'reading was' : 'readings were'} drawn at random.`,
    };
  return undefined;
}
