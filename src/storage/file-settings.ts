import { fileURLToPath } from 'node:url';

/** How long a statement waits for another process's lock. Short: the file driver waits with the whole thread. */
export const busyTimeoutMs = 1000;

/** Of every connection to a file: write-ahead log, a sync per commit, and foreign keys. A server has its own settings. */
export const settings = 'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;';

/** Changes nothing, but fails where nothing may be changed. SQLite opens a file that may only be read without a word. */
export const tryToWrite = 'begin immediate; delete from __drizzle_migrations where 0; rollback;';

export const isLocal = (url: string): boolean => url.startsWith('file:') || url.startsWith(':memory:');
export const isFile = (url: string): boolean => url.startsWith('file:') && !url.includes(':memory:');

/** The file behind a `file:` address. */
export const databasePath = (url: string): string =>
  url.startsWith('file:/') ? fileURLToPath(url) : decodeURIComponent(url.slice('file:'.length));

/** The address without secrets: tokens and passwords may be written into it, a password perhaps with a raw `/`, `@` or `?`. */
export function displayUrl(url: string): string {
  const open = isLocal(url) ? url : url.replace(/\/\/.*@/, '//');
  return open.replace(/[?#].*$/, '');
}
