import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Client, createClient, LibsqlError } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { explainOpening } from './explain-opening.ts';
import {
  busyTimeoutMs,
  databasePath,
  displayUrl,
  isFile,
  isLocal,
  settings,
  tryToWrite,
} from './file-settings.ts';
import { migrateDatabase } from './migrate.ts';
import { databaseError } from './outage.ts';
import type { RecordResult, RecordRow } from './record-row.ts';
import { giveBack, type PageCounts, pageCounts } from './spare-space.ts';

export interface DatabaseOptions {
  /** `file:data/inkwell.db`, `:memory:`, or a server's `libsql:`, `http:` or `https:` address. */
  readonly url: string;
  readonly authToken?: string | undefined;
  /** The folder that drizzle-kit writes. */
  readonly migrationsFolder: string;
}

export interface Database {
  readonly db: LibSQLDatabase;
  readonly client: Client;
  /** A shorter way to record, all rows or none, where a thread of its own commits for everybody. */
  readonly record?: (rows: readonly RecordRow[]) => Promise<readonly RecordResult[]>;
  /** A small step of giving space that is no longer needed back to the disk. A server does that by itself. */
  readonly giveBackSpace?: () => Promise<void>;
  /**
   * To be called after SQLITE_BUSY. The driver leaves the refused statement open, and until it is collected as garbage every
   * commit fails with "SQL statements in progress"; a new connection has no such statement. Nothing to do for a server.
   */
  renew(): Promise<void>;
  /** Puts everything into the one file, so that a copy of it is whole, and closes. */
  close(): Promise<void>;
}

/**
 * Opens the database, makes its commits durable, and brings its tables up to date.
 *
 * @throws Error one sentence for whoever starts the service: no database, not writable, newer than this version.
 */
export async function openDatabase({ url, authToken, migrationsFolder }: DatabaseOptions): Promise<Database> {
  let client: Client | undefined;
  try {
    await makeFolder(url);
    // One connection: settings below belong to a connection, and a file has one writer anyway.
    client = createClient({
      url,
      concurrency: isLocal(url) ? 1 : 20,
      timeout: busyTimeoutMs,
      ...(authToken && { authToken }),
    });
    const opened = client;
    const db = drizzle(opened);
    if (isLocal(url)) {
      // Only an empty file can still be told to give space back: before anything else is written.
      const [pages] = (await client.execute('pragma page_count')).rows;
      const whenEmpty = pages?.[0] === 0 ? 'pragma auto_vacuum = incremental; ' : '';
      await client.executeMultiple(whenEmpty + settings);
    }
    await migrateDatabase(db, migrationsFolder);
    if (isFile(url)) await opened.executeMultiple(tryToWrite).catch(refuseUnlessBusy);
    return {
      db,
      client: opened,
      giveBackSpace: async () => {
        const [counts] = isLocal(url) ? await db.all<PageCounts>(sql.raw(pageCounts)) : [];
        const statement = counts && giveBack(counts);
        if (statement) await opened.executeMultiple(statement);
      },
      renew: async () => {
        if (isFile(url)) await renewConnection(opened);
      },
      close: async () => {
        if (isFile(url) && !opened.closed) {
          await opened.execute('pragma wal_checkpoint(truncate)').catch(() => {});
        }
        opened.close();
      },
    };
  } catch (error) {
    client?.close();
    const cause = databaseError(error);
    throw new Error(`Cannot open database ${displayUrl(url)}: ${explainOpening(cause)}`, { cause });
  }
}

/** Who has it locked may let go of it; until then requests are told so. */
function refuseUnlessBusy(error: unknown): void {
  if (!(error instanceof LibsqlError && error.code === 'SQLITE_BUSY')) throw error;
}

/** Closes the connection and opens another; whatever comes after gets the new one with its settings made. */
async function renewConnection(client: Client): Promise<void> {
  await Promise.all([client.reconnect(), client.executeMultiple(settings)]);
}

async function makeFolder(url: string): Promise<void> {
  if (!isFile(url)) return;
  await mkdir(dirname(databasePath(url)), { recursive: true });
}
