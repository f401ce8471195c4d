/** Lets pages of other sites use the API, those alone that a setting names, and without anybody's session. */
export interface Cors {
  /** Whether this site was let in. */
  allows(origin: string): boolean;
  /** The headers of every answer to it. */
  headers(origin: string): Record<string, string>;
  /** The answer to a browser that asks before it asks; undefined for every other request. */
  preflight(request: Request, origin: string): Response | undefined;
}

const allowedHeaders = 'authorization, content-type, idempotency-key, traceparent, x-request-id';
const exposed =
  'idempotency-replayed, link, location, ratelimit, ratelimit-policy, retry-after, x-request-id';

/** @param origins e.g. `https://app.example`; `*` for all. */
export function createCors(origins: readonly string[]): Cors {
  const all = origins.includes('*');
  const allows = (origin: string) => all || origins.includes(origin);
  const headers = (origin: string) => ({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposed,
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'origin',
  });
  return {
    allows,
    headers,
    preflight(request, origin) {
      if (request.method !== 'OPTIONS' || !request.headers.has('access-control-request-method'))
        return undefined;
      return new Response(null, {
        status: 204,
        headers: {
          ...headers(origin),
          'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
          'access-control-allow-headers': allowedHeaders,
          'access-control-max-age': '600',
        },
      });
    },
  };
}
