import { Elysia } from 'elysia';
import type { Logger } from '../deps.ts';
import { requestIdOf } from './request-id.ts';

const probes = new Set(['/livez', '/readyz']);

/** One line per answer: what was asked, how it ended, how long it took. Probes only at `debug`, they come by the thousand. */
export function requestLog({ log }: { log: Logger }) {
  const started = new WeakMap<Request, number>();
  return new Elysia({ name: 'request-log' })
    .onRequest(({ request }) => {
      started.set(request, performance.now());
    })
    .onAfterResponse({ as: 'global' }, ({ request, path, set, responseValue }) => {
      const status = responseValue instanceof Response ? responseValue.status : Number(set.status ?? 200);
      const begin = started.get(request) ?? performance.now();
      log[probes.has(path) && status < 400 ? 'debug' : 'info']('request', {
        requestId: requestIdOf(request),
        method: request.method,
        path: path.slice(0, 256),
        status,
        durationMs: Math.round((performance.now() - begin) * 100) / 100,
      });
    });
}
