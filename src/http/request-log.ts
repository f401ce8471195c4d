import { Elysia } from 'elysia';
import type { AppDeps } from '../deps.ts';
import { factsOf } from './request-facts.ts';

/** Nobody waits for these, and they come by the thousand: they are told at `debug`, and not in the last hour's figures. */
const background = new Set(['/livez', '/readyz', '/metrics', '/assets/:file']);
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** One line per answer, its figures for `/metrics` and `/status`, the end of its trace: what was asked, how it ended, how long it took. */
export function requestLog({ log, metrics }: Pick<AppDeps, 'log' | 'metrics'>) {
  return new Elysia({ name: 'request-log' }).onAfterResponse(
    { as: 'global' },
    ({ request, route, path, set, responseValue }) => {
      const facts = factsOf(request);
      if (facts === undefined) return;
      const status = responseValue instanceof Response ? responseValue.status : Number(set.status ?? 200);
      const durationMs = performance.now() - facts.begin;
      // Undefined where no route was found, whatever the types say.
      const pattern: string | undefined = route;
      const method = methods.has(request.method) ? request.method : 'other';
      metrics.request(method, pattern || 'none', status, durationMs / 1000);
      const quiet = background.has(pattern);
      if (!quiet)
        metrics.answered(
          pattern === '/predict' && method === 'POST' ? 'predict' : 'other',
          Date.now(),
          status,
          durationMs,
        );
      facts.trace?.end({ method, route: pattern || 'none', status });
      log[quiet && status < 400 ? 'debug' : 'info']('request', {
        requestId: facts.id,
        ...(facts.traceId !== undefined && { traceId: facts.traceId }),
        method: request.method,
        path: path.slice(0, 256),
        status,
        durationMs: Math.round(durationMs * 100) / 100,
      });
    },
  );
}
