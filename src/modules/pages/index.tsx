import { type Context, Elysia, t } from 'elysia';
import { History } from '../../../templates/pages/history.tsx';
import { Home } from '../../../templates/pages/home.tsx';
import { Model } from '../../../templates/pages/model.tsx';
import { Reading } from '../../../templates/pages/reading.tsx';
import { InkwellError, UnavailableError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { toProblem } from '../../http/problem.ts';
import { readUpload } from '../../http/read-upload.ts';
import { createImages } from '../images/service.ts';
import { createPredictions } from '../predictions/service.ts';
import { assetRoutes, createAssets } from './assets.ts';
import { explain } from './explain.ts';
import { labelOf, readForm } from './forms.ts';
import { historyQuery } from './history-query.ts';
import { renderMarkdown } from './markdown.ts';
import { plainWords } from './plain-words.ts';
import { refuseForeignForms } from './same-origin.ts';
import { createSite } from './site.ts';

const hidden = { detail: { hide: true } } as const;
const lately = 6;

/** The pages for people, complete without script. They do what the API does, through the same service. */
export function pages(deps: AppDeps) {
  const predictions = createPredictions(deps);
  const images = createImages(deps);
  const site = createSite(deps);

  const home = async (shown: Pick<Parameters<typeof Home>[0], 'prediction' | 'notice'>) => {
    const { items } = await predictions.list({ limit: lately + 1 });
    const latest = items.filter(({ id }) => id !== shown.prediction?.id).slice(0, lately);
    return <Home site={site} latest={latest} {...shown} />;
  };

  /** The page again, with what went wrong above the form. Only what is wrong by design: the rest is a 500. */
  const homeAfter = (error: unknown, set: Context['set']) => {
    if (!(error instanceof InkwellError)) throw error;
    set.status = toProblem(error).status;
    if (error instanceof UnavailableError) set.headers['retry-after'] = String(error.retryAfter);
    return home({ notice: plainWords(error) });
  };

  return new Elysia({ name: 'pages' })
    .use(htmlPages())
    .use(assetRoutes(createAssets(deps.assets)))
    .onBeforeHandle(({ set }) => {
      set.headers['cache-control'] = 'private, no-cache';
    })
    .get('/favicon.ico', ({ redirect }) => redirect(site.assetUrl('icon.svg'), 302), hidden)
    .get(
      '/',
      async ({ html, query, set }) => {
        const id = query.read;
        if (id === undefined) return html(home({}));
        try {
          return html(home({ prediction: await predictions.find(id) }));
        } catch (error) {
          return html(homeAfter(error, set));
        }
      },
      { ...hidden, query: t.Object({ read: t.Optional(t.String()) }) },
    )
    .post(
      '/',
      async ({ html, redirect, request, set }) => {
        refuseForeignForms(request);
        try {
          const { prediction } = await predictions.predict(await readUpload(request, deps.limits));
          return redirect(`/?read=${prediction.id}#result`, 303);
        } catch (error) {
          return html(homeAfter(error, set));
        }
      },
      { ...hidden, parse: 'none' },
    )
    .get(
      '/history',
      async ({ html, request }) => {
        const query = new URL(request.url).searchParams;
        const { filter, list } = historyQuery(query);
        const page = await predictions.list(list);
        const notice = query.has('deleted')
          ? ({ tone: 'done', title: 'The reading was deleted.' } as const)
          : undefined;
        return html(
          <History
            site={site}
            page={page}
            filter={filter}
            newest={list.before === undefined}
            notice={notice}
          />,
        );
      },
      hidden,
    )
    .get(
      '/history/:id',
      async ({ html, params, query }) => {
        const prediction = await predictions.find(params.id);
        const seen = query.explain === undefined ? undefined : await explain(deps, prediction);
        return html(<Reading site={site} prediction={prediction} seen={seen} />);
      },
      { ...hidden, query: t.Object({ explain: t.Optional(t.String()) }) },
    )
    .get(
      '/model',
      async ({ html }) => {
        const { modelCard: card, recogniser } = deps;
        const safeText = card.markdown === null ? null : await renderMarkdown(card.markdown);
        return html(<Model site={site} card={card} thresholds={recogniser.thresholds} safeText={safeText} />);
      },
      hidden,
    )
    .post(
      '/history/:id/label',
      async ({ params, redirect, request }) => {
        refuseForeignForms(request);
        const form = await readForm(request);
        const digit = labelOf(form.get('label'));
        const { id, image } = await predictions.find(params.id);
        await images.setLabel(image.id, { digit, source: 'person' });
        return redirect(form.get('from') === 'read' ? `/?read=${id}#result` : `/history/${id}`, 303);
      },
      { ...hidden, parse: 'none' },
    )
    .post(
      '/history/:id/delete',
      async ({ params, redirect, request }) => {
        refuseForeignForms(request);
        await predictions.remove(params.id);
        return redirect('/history?deleted', 303);
      },
      { ...hidden, parse: 'none' },
    );
}
