import { Elysia } from 'elysia';
import { Export } from '../../../templates/pages/export.tsx';
import { notADigit } from '../../core/prediction.ts';
import type { PredictionCount } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { historyQuery } from '../pages/history-query.ts';
import { createSite } from '../pages/site.ts';

/** The page to choose an export from; the files themselves are the API's. */
export function exportPage(deps: AppDeps) {
  const site = createSite(deps);
  const { store } = deps;
  return new Elysia({ name: 'export-page' }).use(htmlPages()).get(
    '/export',
    async ({ html, request }) => {
      const { filter } = historyQuery(new URL(request.url).searchParams);
      const { label = 'any' } = filter;
      const [matches, labelled, others] = await Promise.all([
        store.count(filter),
        store.count({ ...filter, label }),
        store.count({ ...filter, label: notADigit }),
      ]);
      const digits = label === 'any' ? without(labelled, others) : labelled;
      const none = label === 'none' || label === notADigit;
      return html(
        <Export {...{ site, filter, matches }} digits={none ? { count: 0, exact: true } : digits} />,
      );
    },
    { detail: { hide: true } },
  );
}

const without = (all: PredictionCount, some: PredictionCount): PredictionCount => ({
  count: all.count - some.count,
  exact: all.exact && some.exact,
});
