import { Elysia } from 'elysia';
import { historyUrl } from '../../../templates/history-url.ts';
import { History } from '../../../templates/pages/history.tsx';
import { Reading } from '../../../templates/pages/reading.tsx';
import { MalformedError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { createImages } from '../images/service.ts';
import { createPredictions } from '../predictions/service.ts';
import { explain } from './explain.ts';
import { labelOf, readForm, shown } from './forms.ts';
import { noticeOf } from './history-notice.ts';
import { hasEmptyFields, historyQuery } from './history-query.ts';
import { createSite } from './site.ts';

const page = { detail: { hide: true } } as const;
const form = { detail: { hide: true }, parse: 'none' } as const;

/** How many answers of replayed models stand beside a reading. */
const mostReplays = 20;

/** The history and its readings. Every way out of a form leads back to the filter and the place it was sent from. */
export function historyPages(deps: AppDeps) {
  const { store, accuracy, replays, clock, newId } = deps;
  const predictions = createPredictions(deps);
  const images = createImages(deps);
  const site = createSite(deps);

  return new Elysia({ name: 'history-pages' })
    .use(htmlPages())
    .get(
      '/history',
      async ({ html, redirect, request }) => {
        const query = new URL(request.url).searchParams;
        const { filter, place, list } = historyQuery(query);
        if (hasEmptyFields(query)) return redirect(historyUrl(filter, place), 302);
        const [found, matches, versions] = await Promise.all([
          predictions.list(list),
          store.count(filter),
          accuracy.versions(),
        ]);
        const notice = noticeOf(query);
        return html(<History {...{ site, page: found, filter, place, matches, versions, notice }} />);
      },
      page,
    )
    .get(
      '/history/:id',
      async ({ html, params, request }) => {
        const query = new URL(request.url).searchParams;
        const { filter, place } = historyQuery(query);
        const prediction = await predictions.find(params.id);
        const { id, image } = prediction;
        const [newer, older, labels, readings, replayed] = await Promise.all([
          predictions.list({ ...filter, after: id, limit: 1 }),
          predictions.list({ ...filter, before: id, limit: 1 }),
          store.labelHistory(image.id),
          store.predictionsOf(image.id),
          replays.ofImage(image.id, mostReplays),
        ]);
        const seen = query.has('explain') ? await explain(deps, prediction) : undefined;
        const around = { newer: newer.items[0]?.id ?? null, older: older.items[0]?.id ?? null };
        return html(
          <Reading {...{ site, prediction, filter, place, labels, readings, replayed, seen }} {...around} />,
        );
      },
      page,
    )
    .post(
      '/history/:id/label',
      async ({ params, redirect, request }) => {
        const fields = await readForm(request);
        const digit = labelOrNone(fields.get('label'));
        const { filter, place } = historyQuery(new URLSearchParams(fields.get('at') ?? ''));
        const { id, image } = await predictions.find(params.id);
        await images.setLabel(image.id, { digit, source: 'person' });
        if (fields.get('from') === 'read') return redirect(`/?read=${id}#result`, 303);
        return redirect(historyUrl(filter, place, id), 303);
      },
      form,
    )
    .post(
      '/history/label',
      async ({ redirect, request }) => {
        const fields = await readForm(request);
        const back = wayBack(fields);
        const digit = labelOrNone(fields.get('label'));
        const found = await Promise.all(idsOf(fields).map((id) => store.find(id)));
        const imageIds = [...new Set(found.flatMap((prediction) => prediction?.image.id ?? []))];
        const given = await store.setLabels(imageIds, { digit, source: 'person', createdAt: clock() });
        return redirect(back({ given: String(given), as: fields.get('label') ?? '' }), 303);
      },
      form,
    )
    .post(
      '/history/delete',
      async ({ redirect, request }) => {
        const fields = await readForm(request);
        const back = wayBack(fields);
        const deletion = { id: newId(), deletedAt: clock() };
        const deleted = await store.trash(idsOf(fields), deletion);
        return redirect(back({ deleted: String(deleted), undo: deletion.id }), 303);
      },
      form,
    )
    .post(
      '/history/undo',
      async ({ redirect, request }) => {
        const fields = await readForm(request);
        const back = wayBack(fields);
        const restored = await store.restore(fields.get('deletion') ?? '');
        return redirect(back({ restored: String(restored) }), 303);
      },
      form,
    );
}

const labelOrNone = (value: string | null) => (value === 'none' ? null : labelOf(value));

/** The readings that were ticked: a page full at most. */
function idsOf(fields: URLSearchParams): string[] {
  const ids = fields.getAll('id');
  const wrong = ids.find((id) => !/^[0-9a-f-]{36}$/i.test(id));
  if (wrong !== undefined)
    throw new MalformedError(`Cannot read what was selected: got ${shown(wrong)}, expected an id`);
  return ids;
}

/** Where the form was sent from, to be told what became of it. Asked for first: what it refuses must have done nothing. */
function wayBack(fields: URLSearchParams): (outcome: Record<string, string>) => string {
  const { filter, place } = historyQuery(new URLSearchParams(fields.get('at') ?? ''));
  const url = historyUrl(filter, place);
  return (outcome) => `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(outcome)}`;
}
