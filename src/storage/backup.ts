import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import { busyTimeoutMs, databasePath, displayUrl, isFile } from './file-settings.ts';

/**
 * Copies a database into one file while others go on reading and writing: what was committed when it begins is in it, and
 * nothing else. The file appears under its name only when it is whole, was checked, and lies on the disk.
 *
 * @throws Error in one sentence: the target exists, the source is missing or damaged, the disk is full.
 */
export async function backupDatabase(url: string, target: string): Promise<{ readonly bytes: number }> {
  const failed = (reason: string, cause?: unknown) =>
    new Error(`Cannot back up ${displayUrl(url)} to ${target}: ${reason}`, { cause });
  if (!isFile(url)) throw failed('only a file: database can be; a server has its own means');
  if (await exists(target)) throw failed('it exists');
  if (!(await exists(databasePath(url)))) throw failed('there is no such database');
  const part = `${target}.part`;
  const client = createClient({ url, concurrency: 1, timeout: busyTimeoutMs });
  try {
    await rm(part, { force: true });
    // A copy of an older database gives space back from then on, as new ones do.
    await client.execute('pragma auto_vacuum = incremental');
    await client.execute({ sql: 'vacuum into ?', args: [resolve(part)] });
    await expectWhole(part);
    await syncToDisk(part);
    await rename(part, target);
    await syncToDisk(dirname(resolve(target)));
    return { bytes: (await stat(target)).size };
  } catch (error) {
    await removeFiles(part);
    throw failed(messageOf(error), error);
  } finally {
    client.close();
  }
}

/** @throws Error with the first line of what `integrity_check` finds. */
export async function expectWhole(path: string): Promise<void> {
  const client = createClient({ url: `file:${path}`, concurrency: 1, timeout: busyTimeoutMs });
  try {
    const found = await first(client, 'pragma integrity_check(1)');
    if (found !== 'ok') throw new Error(`it is damaged: ${found}`);
    const strangers = (await client.execute('pragma foreign_key_check')).rows.length;
    if (strangers > 0) throw new Error(`it is damaged: ${strangers} rows refer to nothing`);
  } finally {
    client.close();
  }
}

export const first = async (client: Client, sql: string): Promise<unknown> =>
  (await client.execute(sql)).rows[0]?.[0];

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A database's file and what may lie beside it. */
export const removeFiles = async (path: string): Promise<void> => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(path + suffix, { force: true });
};

export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^SQLITE_\w+: /, '');
