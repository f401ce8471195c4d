import type { AppDeps } from '../deps.ts';
import { problems } from './problem-kinds.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

/** Paths whose requests cost the most, and come by the thousand. */
const costly = /^[^/]*\/\/[^/]*\/predict(?:\?|$)/;

/**
 * Answers requests that cannot be served now before anything is done for them: refusing has to be cheaper than serving, or
 * an overload feeds itself.
 */
export function shedLoad(fetch: Fetch, { busy, metrics }: Pick<AppDeps, 'busy' | 'metrics'>): Fetch {
  const { status, title } = problems.unavailable;
  const body = JSON.stringify({
    type: '/problems/unavailable',
    title,
    status,
    detail: 'Cannot read the image now: too many are waiting',
    instance: '/predict',
  });
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'retry-after': '1',
  };
  return (request) => {
    if (!busy() || request.method !== 'POST' || !costly.test(request.url)) return fetch(request);
    metrics.refused('overload');
    return new Response(body, { status, headers });
  };
}
