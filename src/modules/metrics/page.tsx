import { Elysia } from 'elysia';
import manifest from '../../../package.json' with { type: 'json' };
import { Status } from '../../../templates/pages/status.tsx';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { createSite } from '../pages/site.ts';

/** How the last hour went, for people. */
export function statusPage(deps: AppDeps) {
  const { metrics, vitals, clock } = deps;
  const site = createSite(deps);
  return new Elysia({ name: 'status-page' }).use(htmlPages()).get(
    '/status',
    async ({ html, set }) => {
      set.headers['cache-control'] = 'no-store';
      const now = clock();
      const { databaseBytes, residentBytes, startedAtSeconds } = await vitals();
      return html(
        <Status
          site={site}
          now={now}
          version={manifest.version}
          predictions={metrics.lastHour('predict', now.getTime())}
          others={metrics.lastHour('other', now.getTime())}
          databaseBytes={databaseBytes}
          residentBytes={residentBytes}
          startedAt={startedAtSeconds === undefined ? undefined : new Date(startedAtSeconds * 1000)}
        />,
      );
    },
    { detail: { hide: true } },
  );
}
