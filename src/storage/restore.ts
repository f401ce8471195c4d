import { copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createClient } from '@libsql/client';
import { exists, expectWhole, first, messageOf, removeFiles, syncToDisk } from './backup.ts';
import { openDatabase } from './database.ts';
import { databasePath, displayUrl, isFile } from './file-settings.ts';

export interface RestoreOptions {
  /** The file that `backupDatabase` made. */
  readonly backup: string;
  /** The database to put in its place. */
  readonly url: string;
  readonly migrationsFolder: string;
  /** Whether a database that is there already may be lost. */
  readonly overwrite: boolean;
}

/**
 * Puts a backup in the place of a database. The backup is copied beside it, checked, and brought up to date first; then one
 * rename swaps them: whatever goes wrong before leaves the old one as it was.
 *
 * @throws Error in one sentence: there is a database, somebody has it open, the backup is damaged or of a newer version.
 */
export async function restoreDatabase({
  backup,
  url,
  migrationsFolder,
  overwrite,
}: RestoreOptions): Promise<void> {
  const failed = (reason: string, cause?: unknown) =>
    new Error(`Cannot restore ${backup} to ${displayUrl(url)}: ${reason}`, { cause });
  if (!isFile(url)) throw failed('only a file: database can be; a server has its own means');
  if (!(await exists(backup))) throw failed('there is no such backup');
  const path = databasePath(url);
  const taken = await exists(path);
  if (taken && !overwrite) throw failed('there is a database already; say --overwrite to lose it');
  const copy = `${path}.restoring`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await removeFiles(copy);
    await copyFile(backup, copy);
    await expectWhole(copy);
    await (await openDatabase({ url: `file:${copy}`, migrationsFolder })).close();
    if (taken) await expectUnused(path);
    await syncToDisk(copy);
    await rename(copy, path);
    await syncToDisk(dirname(resolve(path)));
    await removeFiles(copy);
  } catch (error) {
    await removeFiles(copy);
    throw failed(messageOf(error), error);
  }
}

/** Only who is alone with a database may take it out of write-ahead mode; then nothing of it lies beside it any more, either. */
async function expectUnused(path: string): Promise<void> {
  const client = createClient({ url: `file:${path}`, concurrency: 1, timeout: 0 });
  try {
    if ((await first(client, 'pragma journal_mode = delete')) === 'delete') return;
  } catch (error) {
    // A file that is no database any more may be replaced: that is what backups are for.
    if (/not a database|malformed/i.test(messageOf(error))) return removeFiles(path);
    if (!/locked|busy/i.test(messageOf(error))) throw error;
  } finally {
    client.close();
  }
  throw new Error('the database is in use; stop the service first');
}
