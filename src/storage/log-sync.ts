import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/** Puts on the disk what a database's write-ahead log holds. */
export interface LogSync {
  /** Blocks the thread: the quickest way when there is nothing else to do. */
  now(): void;
  /** Lets the thread go on meanwhile. */
  beside(): Promise<void>;
  close(): void;
}

/**
 * SQLite has no sync that other commits could go on beside. This is the same one, `fdatasync`, by another handle: closing it
 * gives up no lock, since SQLite locks the database and its index but never the log.
 *
 * @param path the database; its log is opened when it is needed first, and exists from the first commit on
 */
export function createLogSync(path: string): LogSync {
  let handle: number | undefined;
  const open = () => {
    handle ??= openSync(`${path}-wal`, 'r+');
    return handle;
  };
  return {
    now: () => fdatasyncSync(open()),
    beside: () =>
      new Promise((resolve, reject) => fdatasync(open(), (error) => (error ? reject(error) : resolve()))),
    close() {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}
