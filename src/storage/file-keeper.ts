import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { explainOpening } from './explain-opening.ts';
import { busyTimeoutMs, databasePath, displayUrl, settings, tryToWrite } from './file-settings.ts';

/** The main thread's hand on a database file: it reads a little, and moves the write-ahead log into the file. */
export interface FileKeeper {
  /** What the service remembers under a name, see the table `memory`. */
  remembered(name: string): string | null;
  /** Whether the write-ahead log has so many bytes, and was written to since this was last asked. */
  logGrew(bytes: number): boolean;
  /** Moves what the log holds into the file as far as nobody is in the way. Waits for nobody, and nobody waits for it. */
  checkpoint(): void;
  /** Puts everything into the one file, so that a copy of it is whole, and lets go. */
  close(): void;
}

/**
 * Opens a database file and brings its tables up to date. The tools for that are loaded only when there is something to do.
 *
 * @throws Error one sentence for whoever starts the service
 */
export async function openFileKeeper(options: {
  readonly url: string;
  readonly migrationsFolder: string;
}): Promise<FileKeeper> {
  const path = databasePath(options.url);
  if (!isCurrent(path, options.migrationsFolder)) {
    const { openDatabase } = await import('./database.ts');
    await (await openDatabase(options)).close();
  }
  const db = openWritable(path, options.url);
  let seen = 0;
  return {
    remembered(name) {
      const rows = db.prepare('select value from memory where name = ?').raw(true).all(name);
      const [row] = rows as [string][];
      return row?.[0] ?? null;
    },
    logGrew(bytes) {
      const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
      if (!log || log.size < bytes || log.mtimeMs === seen) return false;
      seen = log.mtimeMs;
      return true;
    },
    checkpoint() {
      db.exec('pragma wal_checkpoint(passive)');
    },
    close() {
      try {
        db.exec('pragma wal_checkpoint(truncate)');
      } catch {
        // Whoever opens it next finds everything in the log.
      } finally {
        db.close();
      }
    },
  };
}

/** Nothing has to be written at the start: whether it may be is found out here, not by the first request. */
function openWritable(path: string, url: string): Database.Database {
  const db = new Database(path, { timeout: busyTimeoutMs });
  try {
    db.exec(settings + tryToWrite);
  } catch (error) {
    // Whoever has it locked may let go of it; until then requests are told so.
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return db;
    db.close();
    throw new Error(`Cannot open database ${displayUrl(url)}: ${explainOpening(error)}`, { cause: error });
  }
  return db;
}

/** Whether the newest migration that we know is the newest that the file has had. Whatever goes wrong here is told by `openDatabase`. */
function isCurrent(path: string, migrationsFolder: string): boolean {
  let db: Database.Database | undefined;
  try {
    statSync(path);
    const journal: { entries: { when: number }[] } = JSON.parse(
      readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8'),
    );
    db = new Database(path, { timeout: busyTimeoutMs });
    const rows = db.prepare('select max(created_at) from __drizzle_migrations').raw(true).all();
    const [row] = rows as [number | null][];
    return row?.[0] === journal.entries.at(-1)?.when;
  } catch {
    return false;
  } finally {
    db?.close();
  }
}
