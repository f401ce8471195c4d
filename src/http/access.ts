import { Elysia } from 'elysia';
import { isPrivateHost } from '../core/access/addresses.ts';
import type { Principal } from '../core/access/gate.ts';
import { createLimiter } from '../core/access/limiter.ts';
import { isOpen, mayUse, scopeOf } from '../core/access/scopes.ts';
import { ForbiddenError, RateLimitedError, UnauthenticatedError } from '../core/errors.ts';
import type { AppDeps } from '../deps.ts';
import { createClients } from './client.ts';
import { createCors } from './cors.ts';
import { isForeign } from './same-origin.ts';

/** What is never counted against a client. */
const unlimited = /^\/(livez|readyz|metrics|favicon\.ico|assets\/[^/]*)$/;
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

const principals = new WeakMap<Request, Principal>();
const anybody: Principal = { kind: 'anybody' };
export const principalOf = (request: Request): Principal => principals.get(request) ?? anybody;

type AccessDeps = Pick<AppDeps, 'access' | 'addressOf' | 'gate' | 'metrics' | 'peers'>;

/**
 * Who may do what, decided before anything else is: a request from another site's page changes nothing, a stranger sees
 * nothing, a key does what it is for, and nobody asks too often. Has to be used before the features.
 */
export function access(deps: AccessDeps) {
  const { access: settings, gate, metrics } = deps;
  const cors = createCors(settings.corsOrigins);
  const admit = createAdmission(deps);
  const limit = createRateLimit(deps);

  return new Elysia({ name: 'access' }).onRequest(async ({ request, set }) => {
    const { method, headers, url } = request;
    const path = pathOf(url);
    const origin = headers.get('origin');
    const foreign = (origin !== null || !safe.has(method)) && isForeign(request);
    const invited = foreign && origin !== null && cors.allows(origin);
    if (invited) {
      const preflight = cors.preflight(request, origin);
      if (preflight !== undefined) return preflight;
      Object.assign(set.headers, cors.headers(origin));
    } else if (foreign && !safe.has(method)) {
      metrics.refused('forbidden');
      throw new ForbiddenError('Cannot accept this request: another site has sent it');
    }
    let principal = anybody;
    const guarded = gate.isGuarded();
    if (guarded === true || (guarded !== false && (await guarded))) {
      const admitted = await admit(request, path, foreign);
      if (admitted instanceof Response) return admitted;
      principal = admitted;
      principals.set(request, principal);
    } else if (!settings.allowOpen) refuseStrangeHost(headers.get('host'));
    if (settings.rateLimit !== undefined && !unlimited.test(path))
      limit(request, principal, set.headers, settings.rateLimit);
    return undefined;
  });
}

/** As the router sees it: not decoded, without the query. */
function pathOf(url: string): string {
  const begin = url.indexOf('/', url.indexOf('://') + 3);
  const end = url.indexOf('?', begin);
  return url.slice(begin, end === -1 ? undefined : end);
}

/** Nearly every request names the same host. */
let lastPrivate = '';

/** With a domain of their own that leads to this machine, another site's page would pass for ours (DNS rebinding). */
function refuseStrangeHost(host: string | null): void {
  if (host === null || host === lastPrivate) return;
  if (isPrivateHost(host)) {
    lastPrivate = host;
    return;
  }
  throw new ForbiddenError(
    `Cannot serve ${host.slice(0, 64)}: without password and keys only addresses and local names are served; set PAGE_PASSWORD, or ALLOW_OPEN=true`,
  );
}

/** Who asks, if that is somebody who may; a person without a session is shown the way in. */
function createAdmission({ gate, metrics }: AccessDeps) {
  return async (request: Request, path: string, foreign: boolean): Promise<Principal | Response> => {
    const { method, headers } = request;
    if (method === 'OPTIONS' || isOpen(path)) return anybody;
    const principal = await gate.identify(headers);
    // A session is for our own pages; whoever asks from another site, invited or not, needs a key.
    if (principal === undefined || (foreign && principal.kind === 'person')) {
      metrics.refused('unauthenticated');
      if (gate.hasPassword && method === 'GET' && /\btext\/html\b/.test(headers.get('accept') ?? ''))
        return wayIn(request.url);
      throw new UnauthenticatedError(
        headers.has('authorization')
          ? 'Cannot accept this key: it is unknown, or was revoked'
          : 'Cannot answer without a key or a session',
      );
    }
    if (principal.kind === 'program') {
      const scope = scopeOf(method, path);
      if (!mayUse(principal.scopes, scope)) {
        metrics.refused('forbidden');
        throw new ForbiddenError(
          `Cannot ${method} here with this key: it needs the scope ${scope}, and has ${principal.scopes.join(', ')}`,
        );
      }
    }
    return principal;
  };
}

function wayIn(url: string): Response {
  const { pathname, search } = new URL(url);
  const next = encodeURIComponent(pathname + search);
  return new Response(null, {
    status: 303,
    headers: { location: next === '%2F' ? '/sign-in' : `/sign-in?next=${next}` },
  });
}

/** A token bucket for each client, the same in all workers, told in `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers). */
function createRateLimit({ access: settings, addressOf, metrics, peers }: AccessDeps) {
  const clients = createClients({ access: settings, addressOf });
  const take = createLimiter(peers.shared);
  return (
    request: Request,
    principal: Principal,
    headers: Record<string, string | number | string[]>,
    perMinute: number,
  ): void => {
    const client =
      principal.kind === 'program' ? `key ${principal.keyId}` : `address ${clients.keyOf(request)}`;
    const taken = take(client, { perMinute, burst: perMinute }, Date.now());
    headers['ratelimit-policy'] = `"default";q=${perMinute};w=60`;
    headers['ratelimit'] = `"default";r=${taken.remaining};t=${taken.resetSeconds}`;
    if (taken.allowed) return;
    metrics.refused('rate-limit');
    throw new RateLimitedError(
      `Cannot answer now: more than ${perMinute} requests a minute came from this client`,
      taken.retryAfterSeconds,
    );
  };
}
