import { type Context, Elysia, t } from 'elysia';
import { Home } from '../../../templates/pages/home.tsx';
import { Model } from '../../../templates/pages/model.tsx';
import { InkwellError, UnavailableError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { toProblem } from '../../http/problem.ts';
import { readUpload } from '../../http/read-upload.ts';
import { createPredictions } from '../predictions/service.ts';
import { assetRoutes, createAssets } from './assets.ts';
import { historyPages } from './history.tsx';
import { livePolicies, liveRoutes, liveSources } from './live.ts';
import { renderMarkdown } from './markdown.ts';
import { plainWords } from './plain-words.ts';
import { reviewPages } from './review.tsx';
import { createSite } from './site.ts';

const hidden = { detail: { hide: true } } as const;
const lately = 6;

/** The pages for people, complete without script. They do what the API does, through the same service. */
export function pages(deps: AppDeps) {
  const predictions = createPredictions(deps);
  const site = createSite(deps);
  const assets = createAssets(deps.assets);

  const home = async (shown: Pick<Parameters<typeof Home>[0], 'prediction' | 'notice'>) => {
    const { items } = await predictions.list({ limit: lately + 1 });
    const latest = items.filter(({ id }) => id !== shown.prediction?.id).slice(0, lately);
    return <Home site={site} live={liveSources(deps, assets)} latest={latest} {...shown} />;
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
    .use(assetRoutes(assets, livePolicies))
    .use(liveRoutes(deps))
    .use(historyPages(deps))
    .use(reviewPages(deps))
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
    .get(
      '/offline',
      ({ html }) => html(<Home site={site} live={liveSources(deps, assets)} latest={[]} />),
      hidden,
    )
    .post(
      '/',
      async ({ html, redirect, request, set }) => {
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
      '/model',
      async ({ html }) => {
        const { modelCard: card, recogniser } = deps;
        const safeText = card.markdown === null ? null : await renderMarkdown(card.markdown);
        return html(
          <Model
            site={site}
            card={card}
            thresholds={recogniser.thresholds}
            safeText={safeText}
            identity={recogniser.model}
            active
          />,
        );
      },
      hidden,
    );
}
