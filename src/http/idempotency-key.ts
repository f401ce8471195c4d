import type { Principal } from '../core/access/gate.ts';
import { MalformedError } from '../core/errors.ts';

const header = 'Idempotency-Key';

/** Keys of different API keys never meet: nobody gets another's answer by guessing what they called it. */
export const ownKey = (principal: Principal, key: string): string =>
  principal.kind === 'program' ? `${principal.keyId} ${key}` : key;

/**
 * The key by which a client marks a retry as one, bare or quoted as the IETF's draft has it (`"8e03978e-…"`). Undefined when there
 * is none.
 *
 * @throws MalformedError
 */
export function readIdempotencyKey({ headers }: Request): string | undefined {
  const given = headers.get(header);
  if (given === null) return undefined;
  const key = /^"(?<quoted>[\x20\x21\x23-\x5b\x5d-\x7e]*)"$/.exec(given)?.groups?.['quoted'] ?? given;
  if (/^[\x21-\x7e]{1,255}$/.test(key) && !key.includes('"')) return key;
  const message = 'expected 1 to 255 visible ASCII characters without spaces, e.g. a UUID';
  throw new MalformedError(`Cannot read ${header}: ${message}`, [{ field: header, message }]);
}
