import { afterAll, describe, expect, test } from 'bun:test';
import { readdir, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import { backupDatabase } from '../../src/storage/backup.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { restoreDatabase } from '../../src/storage/restore.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
let files = 0;
const freshPath = () => join(folder.path, `${files++}.db`);
/** Closing lets go of the file for good: the driver keeps it open until its statements are collected as garbage. */
async function openStore(path: string) {
  const store = createLibsqlStore(await openDatabase({ url: `file:${path}`, migrationsFolder }));
  const close = async () => {
    await store.close();
    Bun.gc(true);
  };
  return { ...store, close };
}
/** The file and what was left beside it; the log of write-ahead mode belongs to whoever has it open. */
const neighbours = async (path: string) =>
  (await readdir(dirname(path))).filter(
    (name) => name.startsWith(basename(path)) && !/^\d+\.db-(wal|shm)$/.test(name),
  );

/** A closed database of so many predictions. */
async function filled(count: number): Promise<{ path: string; ids: string[] }> {
  const path = freshPath();
  const store = await openStore(path);
  const outcomes = await store.recordAll(Array.from({ length: count }, () => aPrediction({ label: 1 })));
  await store.close();
  return { path, ids: outcomes.map((one) => ('stored' in one ? one.stored.id : '')) };
}

describe('a backup', () => {
  test('made while others write holds all that was there when it began, and opens', async () => {
    const { path, ids } = await filled(200);
    const store = await openStore(path);
    let writing = true;
    const writer = (async () => {
      for (; writing; await Bun.sleep(1)) await store.record(aPrediction());
    })();
    const target = freshPath();
    const { bytes } = await backupDatabase(`file:${path}`, target);
    writing = false;
    await writer;
    await store.close();
    expect(bytes).toBe((await stat(target)).size);
    expect(await neighbours(target)).toEqual([basename(target)]);
    const copy = await openStore(target);
    const there = new Set((await copy.list({ limit: 10_000 })).items.map(({ id }) => id));
    expect(ids.filter((id) => !there.has(id))).toEqual([]);
    expect((await copy.count({})).count).toBe(there.size);
    await copy.record(aPrediction());
    await copy.close();
  });

  test('never replaces a file, and leaves nothing behind when it fails', async () => {
    const { path } = await filled(1);
    const target = freshPath();
    await Bun.write(target, 'dear');
    await expect(backupDatabase(`file:${path}`, target)).rejects.toThrow(
      `Cannot back up file:${path} to ${target}: it exists`,
    );
    expect(await Bun.file(target).text()).toBe('dear');
    const nowhere = join(folder.path, 'no', 'such', 'folder.db');
    await expect(backupDatabase(`file:${path}`, nowhere)).rejects.toThrow(/^Cannot back up .*unable to open/);
    await expect(backupDatabase(`file:${freshPath()}`, freshPath())).rejects.toThrow(
      'there is no such database',
    );
    await expect(backupDatabase('libsql://db.example', freshPath())).rejects.toThrow('only a file: database');
  });

  test('of a damaged database is refused', async () => {
    const { path } = await filled(300);
    await truncate(path, Math.floor((await stat(path)).size / 8192) * 4096);
    const target = freshPath();
    await expect(backupDatabase(`file:${path}`, target)).rejects.toThrow(/^Cannot back up .*malformed/);
    expect(await neighbours(target)).toEqual([]);
  });
});

describe('restoring', () => {
  const restore = (backup: string, path: string, overwrite = false) =>
    restoreDatabase({ backup, url: `file:${path}`, migrationsFolder, overwrite });

  test('puts the backup where nothing was, and keeps the backup', async () => {
    const { path: backup, ids } = await filled(3);
    const path = join(folder.path, 'a new folder', 'inkwell.db');
    await restore(backup, path);
    const store = await openStore(path);
    expect((await store.list({ limit: 9 })).items.map(({ id }) => id)).toEqual(ids.toReversed());
    await store.close();
    expect(await Bun.file(backup).exists()).toBe(true);
  });

  test('replaces a database only when told', async () => {
    const { path: backup, ids } = await filled(1);
    const { path, ids: before } = await filled(1);
    await expect(restore(backup, path)).rejects.toThrow(
      `Cannot restore ${backup} to file:${path}: there is a database already; say --overwrite to lose it`,
    );
    const untouched = await openStore(path);
    expect(await untouched.find(before[0] ?? '')).not.toBeNull();
    await untouched.close();
    await restore(backup, path, true);
    const store = await openStore(path);
    expect((await store.list({ limit: 9 })).items.map(({ id }) => id)).toEqual(ids);
    await store.close();
    expect(await neighbours(path)).toEqual([basename(path)]);
  });

  test('refuses while a service has the database open', async () => {
    const { path: backup } = await filled(1);
    const { path, ids } = await filled(1);
    const store = await openStore(path);
    await store.record(aPrediction());
    await expect(restore(backup, path, true)).rejects.toThrow(
      'the database is in use; stop the service first',
    );
    expect(await store.find(ids[0] ?? '')).not.toBeNull();
    await store.record(aPrediction());
    expect((await store.count({})).count).toBe(3);
    await store.close();
  });

  test('refuses what is no whole backup of ours, and leaves the old database as it was', async () => {
    const { path, ids } = await filled(1);
    const noise = freshPath();
    await Bun.write(noise, 'To whom it may concern. '.repeat(100));
    await expect(restore(noise, path, true)).rejects.toThrow(/^Cannot restore .*not a database/);
    const foreign = freshPath();
    const other = createClient({ url: `file:${foreign}` });
    await other.execute('create table notes (id integer primary key)');
    other.close();
    await expect(restore(foreign, path, true)).rejects.toThrow('its tables are not those of Inkwell');
    await expect(restore(freshPath(), path, true)).rejects.toThrow('there is no such backup');
    const store = await openStore(path);
    expect(await store.find(ids[0] ?? '')).not.toBeNull();
    await store.close();
    expect(await neighbours(path)).toEqual([basename(path)]);
  });

  test('replaces a database that is damaged beyond opening', async () => {
    const { path: backup, ids } = await filled(1);
    const path = freshPath();
    await Bun.write(path, 'To whom it may concern. '.repeat(100));
    await restore(backup, path, true);
    const store = await openStore(path);
    expect(await store.find(ids[0] ?? '')).not.toBeNull();
    await store.close();
  });
});
