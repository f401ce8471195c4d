import { Elysia } from 'elysia';
import { Model } from '../../../templates/pages/model.tsx';
import { Models } from '../../../templates/pages/models.tsx';
import { ReplayPage } from '../../../templates/pages/replay.tsx';
import { MalformedError, NotFoundError } from '../../core/errors.ts';
import { type ReplayScope, replayScopes } from '../../core/replay/replay.ts';
import { isSameModel } from '../../core/same-model.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { MethodNotAllowedError } from '../../http/problem.ts';
import { readForm, shown } from '../pages/forms.ts';
import { renderMarkdown } from '../pages/markdown.ts';
import { createSite } from '../pages/site.ts';
import type { ReplayService } from './replays.ts';
import type { ModelsService } from './service.ts';

const hidden = { detail: { hide: true } } as const;
const perPage = 24;

/** Models side by side, a model's card, and replays, for people. All of it works without script. */
export function modelsPages(deps: AppDeps, service: ModelsService, replaying: ReplayService) {
  const site = createSite(deps);
  return new Elysia({ name: 'models-pages' })
    .use(htmlPages())
    .onBeforeHandle(({ set }) => {
      set.headers['cache-control'] = 'private, no-cache';
    })
    .get(
      '/models',
      async ({ html, request }) => {
        const [list, replays] = await Promise.all([service.list(), replaying.list()]);
        const promoted = new URL(request.url).searchParams.has('promoted');
        return html(<Models site={site} list={list} replays={replays} promoted={promoted} />);
      },
      hidden,
    )
    .get(
      '/models/:folder',
      async ({ html, params }) => {
        // The name of a resource of its own: see `modelsApi`.
        if (params.folder === 'active') throw new MethodNotAllowedError('GET', ['OPTIONS', 'PUT']);
        const entry = await service.find(folderOf(params.folder));
        const { card, identity, thresholds } = entry;
        if (card === null || identity === null || thresholds === null)
          throw new NotFoundError(
            `Cannot show the model of ${entry.folder}: ${entry.problem ?? 'it has no card'}`,
          );
        const safeText = card.markdown === null ? null : await renderMarkdown(card.markdown);
        const facts = { site, card, thresholds, safeText, identity, active: entry.active };
        return html(<Model {...facts} />);
      },
      hidden,
    )
    .post(
      '/models/:folder/promote',
      async ({ params, redirect }) => {
        await service.promote(folderOf(params.folder));
        return redirect('/models?promoted', 303);
      },
      { ...hidden, parse: 'none' },
    )
    .post(
      '/models/:folder/replay',
      async ({ params, redirect, request }) => {
        const scope = scopeOf((await readForm(request)).get('scope'));
        const { id } = await replaying.start(folderOf(params.folder), scope);
        return redirect(`/models/replays/${id}`, 303);
      },
      { ...hidden, parse: 'none' },
    )
    .get(
      '/models/replays/:id',
      async ({ html, params, request }) => {
        const before = beforeOf(new URL(request.url).searchParams.get('before'));
        const [replay, page, { models }] = await Promise.all([
          replaying.find(params.id),
          replaying.changes(params.id, { limit: perPage, before }),
          service.list(),
        ]);
        const model = models.find(({ identity }) => identity && isSameModel(identity, replay.model)) ?? null;
        const first = before === undefined;
        return html(<ReplayPage site={site} replay={replay} page={page} first={first} model={model} />);
      },
      hidden,
    )
    .post(
      '/models/replays/:id/cancel',
      async ({ params, redirect }) =>
        redirect(`/models/replays/${(await replaying.cancel(params.id)).id}`, 303),
      { ...hidden, parse: 'none' },
    )
    .post(
      '/models/replays/:id/resume',
      async ({ params, redirect }) =>
        redirect(`/models/replays/${(await replaying.resume(params.id)).id}`, 303),
      { ...hidden, parse: 'none' },
    );
}

/** Names of folders may hold what addresses write otherwise. */
function folderOf(param: string): string {
  try {
    return decodeURIComponent(param);
  } catch {
    return param;
  }
}

function scopeOf(value: string | null): ReplayScope {
  const scope = replayScopes.find((known) => known === value);
  if (scope === undefined)
    throw new MalformedError(
      `Cannot replay: got ${shown(value)}, expected one of ${replayScopes.join(', ')}`,
    );
  return scope;
}

function beforeOf(value: string | null): string | undefined {
  if (value === null || /^[\w-]{1,64}$/.test(value)) return value ?? undefined;
  throw new MalformedError(`Cannot turn to this page: got ${shown(value)}, expected an id`);
}
