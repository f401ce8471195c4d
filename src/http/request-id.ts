import { Elysia } from 'elysia';

const acceptable = /^[\w.~-]{1,128}$/;
const ids = new WeakMap<Request, string>();

/** The id that a response, its problem and its log line share. Empty for a request that never passed `requestId`. */
export const requestIdOf = (request: Request): string => ids.get(request) ?? '';

/** Takes the caller's `X-Request-Id` when it is harmless, else makes one, and sends it back on every response. */
export function requestId() {
  return new Elysia({ name: 'request-id' }).onRequest(({ request, set }) => {
    const given = request.headers.get('x-request-id');
    const id = given !== null && acceptable.test(given) ? given : crypto.randomUUID();
    ids.set(request, id);
    set.headers['x-request-id'] = id;
  });
}
