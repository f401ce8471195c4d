import { LibsqlError } from '@libsql/client';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { InkwellError, UnavailableError } from '../core/errors.ts';

/** Base codes of SQLite that mean "this statement is wrong": our own fault, and no better in a second. */
const ownFaults = new Set([
  'SQLITE_ERROR',
  'SQLITE_CONSTRAINT',
  'SQLITE_MISMATCH',
  'SQLITE_RANGE',
  'SQLITE_MISUSE',
  'SQLITE_TOOBIG',
]);

/** Takes Drizzle's wrapper off: its message repeats every parameter, pictures included, and would reach the log. */
export function databaseError(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? (error.cause ?? new Error('query failed')) : error;
}

function isOwnFault(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  // `fetch` fails with a TypeError, too; that one names the network's code, or brings it as its cause.
  if (error instanceof TypeError) return !('code' in error) && error.cause === undefined;
  if (!(error instanceof LibsqlError)) return false;
  return ownFaults.has(error.code.replace(/^(SQLITE_[A-Z]+).*/, '$1'));
}

/**
 * The one door of database failures: busy, full, read-only, unreachable become `UnavailableError` ("try again");
 * what only a programmer can mend passes through as it is.
 *
 * @param action what failed, for people: `record the prediction`.
 * @param renew called after a lock was in the way, see `Database.renew`.
 */
export async function orUnavailable<T>(
  action: string,
  work: () => Promise<T>,
  renew: () => Promise<void>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = databaseError(error);
    if (cause instanceof InkwellError || isOwnFault(cause)) throw cause;
    if (cause instanceof LibsqlError && /^SQLITE_(BUSY|LOCKED)/.test(cause.code)) await renew();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnavailableError(`Cannot ${action}: ${reason}`, 1, { cause });
  }
}
