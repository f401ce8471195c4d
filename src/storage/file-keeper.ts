import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { busyTimeoutMs, databasePath, settings } from './file-settings.ts';

/** The main thread's hand on a database file: it reads a little, and moves the write-ahead log into the file. */
export interface FileKeeper {
  /** What the service remembers under a name, see the table `memory`. */
  remembered(name: string): string | null;
  /** Length of the write-ahead log. */
  logBytes(): number;
  /** Moves what the log holds into the file as far as nobody is in the way. Waits for nobody, and nobody waits for it. */
  checkpoint(): void;
  /** The last one to let go of the file clears the log away. */
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
  const db = new Database(path, { timeout: busyTimeoutMs });
  db.exec(settings);
  return {
    remembered(name) {
      const rows = db.prepare('select value from memory where name = ?').raw(true).all(name);
      const [row] = rows as [string][];
      return row?.[0] ?? null;
    },
    logBytes() {
      try {
        return statSync(`${path}-wal`).size;
      } catch {
        return 0;
      }
    },
    checkpoint() {
      db.exec('pragma wal_checkpoint(passive)');
    },
    close() {
      db.close();
    },
  };
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
