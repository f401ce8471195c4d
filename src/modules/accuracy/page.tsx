import { Elysia } from 'elysia';
import { Accuracy, type AccuracyQuery } from '../../../templates/pages/accuracy.tsx';
import { MalformedError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { createSite } from '../pages/site.ts';
import { type AccuracyRequest, toDay } from './query.ts';
import { createAccuracy } from './service.ts';

const dayMs = 86_400_000;

/** How well it reads here, for people. */
export function accuracyPage(deps: AppDeps) {
  const service = createAccuracy(deps);
  const site = createSite(deps);
  return new Elysia({ name: 'accuracy-page' }).use(htmlPages()).get(
    '/accuracy',
    async ({ html, request, set }) => {
      set.headers['cache-control'] = 'private, no-cache';
      const query = readQuery(new URL(request.url).searchParams);
      const [summary, versions] = await Promise.all([
        service.summary(toPageRequest(query)),
        deps.accuracy.versions(),
      ]);
      const today = deps.clock();
      return html(<Accuracy site={site} summary={summary} query={query} versions={versions} today={today} />);
    },
    { detail: { hide: true } },
  );
}

/** A form sends its empty fields, too. @throws MalformedError, rather than showing something else. */
function readQuery(params: URLSearchParams): AccuracyQuery {
  const basis = params.get('basis') || 'all';
  if (basis !== 'all' && basis !== 'sample')
    throw new MalformedError(
      `Cannot judge by these labels: got ${JSON.stringify(basis.slice(0, 20))}, expected all or sample`,
    );
  const from = params.get('from') || undefined;
  const to = params.get('to') || undefined;
  const model = params.get('model')?.slice(0, 64) || undefined;
  return { from, to, model, basis };
}

/** People mean the last day with it. */
function toPageRequest({ from, to, model, basis }: AccuracyQuery): AccuracyRequest {
  const last = toDay('to', to);
  const until = last && new Date(last.getTime() + dayMs);
  return { filter: { from: toDay('from', from), until, model }, basis };
}
