import { clientAddress, clientKey, parseNetworks } from '../core/access/addresses.ts';
import type { AppDeps } from '../deps.ts';

/** Who is at the other end, as far as that can be known. */
export interface Clients {
  /** What counts as one client for a limit: its address, or its IPv6 network. */
  keyOf(request: Request): string;
  /** Whether the client's side of the connection is encrypted, here or at a trusted proxy. */
  isSecure(request: Request): boolean;
}

/** Believes `X-Forwarded-For` and `X-Forwarded-Proto` of trusted proxies, and of nobody else. */
export function createClients({ access, addressOf }: Pick<AppDeps, 'access' | 'addressOf'>): Clients {
  const proxies = parseNetworks(access.trustedProxies) ?? { has: () => false };
  const believed = access.trustedProxies.length > 0;
  return {
    keyOf(request) {
      const peer = addressOf(request) ?? 'unknown';
      return clientKey(
        believed ? clientAddress(peer, request.headers.get('x-forwarded-for'), proxies) : peer,
      );
    },
    isSecure(request) {
      if (request.url.startsWith('https:')) return true;
      if (!believed || !proxies.has(addressOf(request) ?? '')) return false;
      // The last one is the proxy's own; the client may have written those before.
      return request.headers.get('x-forwarded-proto')?.split(',').at(-1)?.trim() === 'https';
    },
  };
}
