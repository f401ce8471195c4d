import { LibsqlError } from '@libsql/client';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { InkwellError, InsufficientStorageError, UnavailableError } from '../core/errors.ts';

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
  return ownFaults.has(baseCode(error));
}

/** What a client may know of it; the driver's own words (paths, addresses) are for the log. */
const reasons: Record<string, string> = {
  SQLITE_BUSY: 'the database is busy',
  SQLITE_LOCKED: 'the database is busy',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'the database may only be read',
  SQLITE_CORRUPT: 'the database file is damaged',
  SQLITE_NOTADB: 'the database file is damaged',
  SQLITE_IOERR: 'the disk does not read or write as it should',
  SQLITE_CANTOPEN: 'the database file cannot be opened',
};

const baseCode = ({ code }: LibsqlError): string => code.replace(/^(SQLITE_[A-Z]+).*/, '$1');

/**
 * The one door of database failures: busy, full, read-only, unreachable become `UnavailableError` ("try again"; of a full disk
 * `InsufficientStorageError`);
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
    const code = cause instanceof LibsqlError ? baseCode(cause) : '';
    const reason = reasons[code] ?? 'the database does not answer as it should';
    // A renewal may fail by the same lock; the next statement that meets it renews again.
    if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') await renew().catch(() => {});
    const message = `Cannot ${action}: ${reason}`;
    if (code === 'SQLITE_FULL') throw new InsufficientStorageError(message, { cause });
    throw new UnavailableError(message, 1, { cause });
  }
}
