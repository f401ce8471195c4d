import { Elysia } from 'elysia';
import { MalformedError } from '../core/errors.ts';

/** Whoever reads `request.url` may trust that it is one: a server makes it of the `Host` header, which a client is free to garble. */
export function validAddress() {
  return new Elysia({ name: 'valid-address' }).onRequest(({ request }) => {
    if (!URL.canParse(request.url))
      throw new MalformedError('Cannot read the address: the Host header names no host');
  });
}
