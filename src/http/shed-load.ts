import type { AppDeps } from '../deps.ts';
import { problems } from './problem-kinds.ts';
import { newRequestId } from './request-facts.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

/** Paths whose requests cost the most, and come by the thousand. */
const costly = /^[^/]*\/\/[^/]*\/predict(?:\?|$)/;

/**
 * A refusal waits so many milliseconds: whoever asks again at once would otherwise take the time from those who were let in.
 * It is little to whoever is told to come back in a second.
 */
const held = 4;
/** Those that come within so many milliseconds leave together. */
const gathered = 1;
/** Refusals are summed up in the log once in so many milliseconds: a line for each would be a load of its own. */
const summed = 1000;

const { status, title } = problems.unavailable;
const told = JSON.stringify({
  type: '/problems/unavailable',
  title,
  status,
  detail: 'Cannot read the image now: too many are waiting',
  instance: '/predict',
}).slice(0, -1);

/**
 * Answers requests that cannot be served now before anything is done for them: refusing has to be cheaper than serving, or
 * an overload feeds itself.
 */
export function shedLoad(
  fetch: Fetch,
  { busy, metrics, log }: Pick<AppDeps, 'busy' | 'metrics' | 'log'>,
): Fetch {
  let leaving: Promise<void> | undefined;
  let refused = 0;

  function gather(): Promise<void> {
    leaving ??= new Promise((resolve) => {
      setTimeout(() => {
        leaving = undefined;
      }, gathered);
      setTimeout(resolve, held);
    });
    return leaving;
  }

  function sumUp(): void {
    log.warn('refused requests: too many are waiting', { refused, withinMs: summed });
    refused = 0;
  }

  async function refuse({ headers }: Request): Promise<Response> {
    metrics.refused('overload');
    if (refused++ === 0) setTimeout(sumUp, summed);
    const id = newRequestId(headers);
    await gather();
    // Harmless as it is, it needs no quoting.
    return new Response(`${told},"requestId":"${id}"}`, {
      status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'retry-after': '1',
        'x-request-id': id,
      },
    });
  }

  return (request) =>
    busy() && request.method === 'POST' && costly.test(request.url) ? refuse(request) : fetch(request);
}
