import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { copyFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import Libsql from 'libsql';
import type { Task, Verdict } from '../../src/storage/carried.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { settings } from '../../src/storage/file-settings.ts';
import { createGroupCommit, type GroupCommit } from '../../src/storage/group-commit.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { openWorkerDatabase } from '../../src/storage/worker-database.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let path = '';
let group: GroupCommit;

beforeEach(async () => {
  folder = await scratchFolder();
  path = join(folder.path, 'group.db');
  await (await openDatabase({ url: `file:${path}`, migrationsFolder })).close();
  group = createGroupCommit({ path, busyTimeoutMs: 50, settings });
});
afterEach(async () => {
  group.close();
  await folder[Symbol.asyncDispose]();
});

const remember = (name: string): Task => ({
  kind: 'batch',
  statements: [{ sql: 'insert into memory (name, value) values (?, ?)', args: [name, 'x'] }],
});
const names = () => {
  const [verdict] = group.commit([
    { kind: 'batch', statements: [{ sql: 'select name from memory order by name', args: [] }] },
  ]);
  return verdict && 'results' in verdict ? verdict.results[0]?.rows.flat() : verdict;
};
const kind = (verdict: Verdict) => Object.keys(verdict)[0];

describe('a group of changes', () => {
  test('is committed together', () => {
    expect(group.commit([remember('a'), remember('b')]).map(kind)).toEqual(['results', 'results']);
    expect(names()).toEqual(['a', 'b']);
  });

  test('that is refused keeps nobody else out', () => {
    group.commit([remember('a')]);
    expect(group.commit([remember('a')]).map(kind)).toEqual(['error']);
    const other = new Libsql(path, { timeout: 0 });
    other.exec("begin immediate; insert into memory (name, value) values ('b', 'x'); commit;");
    other.close();
    expect(names()).toEqual(['a', 'b']);
  });

  test('loses only what fails, and that whole', () => {
    const half: Task = {
      kind: 'batch',
      statements: [...statementsOf(remember('c')), ...statementsOf(remember('a'))],
    };
    expect(group.commit([remember('a'), half, remember('b')]).map(kind)).toEqual([
      'results',
      'error',
      'results',
    ]);
    expect(names()).toEqual(['a', 'b']);
  });

  test('tells why it failed in SQLite’s words', () => {
    group.commit([remember('a')]);
    const [verdict] = group.commit([remember('a')]);
    expect(verdict).toMatchObject({ error: { code: expect.stringMatching(/^SQLITE_CONSTRAINT/) } });
  });

  test('fails as a whole while another process writes, and goes on afterwards', () => {
    const other = new Libsql(path);
    other.exec('begin immediate');
    expect(group.commit([remember('a'), remember('b')])).toMatchObject([
      { error: { code: 'SQLITE_BUSY' } },
      { error: { code: 'SQLITE_BUSY' } },
    ]);
    other.exec('rollback');
    other.close();
    expect(group.commit([remember('a')]).map(kind)).toEqual(['results']);
    expect(names()).toEqual(['a']);
  });
});

describe('when the log cannot be synced', () => {
  /** What the database file holds by itself, as after a power cut that took the log. */
  async function inTheFile() {
    const copy = join(folder.path, 'copy.db');
    await copyFile(path, copy);
    const db = new Libsql(copy);
    const rows = db.prepare('select name from memory order by name').raw(true).all() as [string][];
    db.close();
    return rows.flat();
  }

  test('what was committed is in the file before anybody is told', async () => {
    group.commit([remember('a')]);
    await group.sync(false);
    expect(await inTheFile()).toEqual([]);
    group.commit([remember('b')]);
    const failing = createGroupCommit({ path, busyTimeoutMs: 50, settings });
    failing.commit([remember('c')]);
    await rename(`${path}-wal`, `${path}-lost`);
    await failing.sync(true);
    expect(await inTheFile()).toEqual(['a', 'b', 'c']);
    failing.close();
  });

  test('nobody is told while it cannot be moved into the file either, whatever a later sync says', async () => {
    const reader = new Libsql(path);
    reader.exec('begin; select count(*) from memory');
    group.commit([remember('a')]);
    await rename(`${path}-wal`, `${path}-lost`);
    await expect(group.sync(false)).rejects.toThrow('Cannot sync the database');
    await rename(`${path}-lost`, `${path}-wal`);
    await expect(group.sync(false)).rejects.toThrow('Cannot sync the database');
    reader.exec('commit');
    await group.sync(false);
    expect(await inTheFile()).toEqual(['a']);
    reader.close();
  });
});

describe('a worker’s database', () => {
  const open = () =>
    openWorkerDatabase(`file:${path}`, async (task) => group.commit([task])[0] ?? { results: [] });

  test('sees at once what was committed, and cannot write by itself', async () => {
    const database = await open();
    const store = createLibsqlStore(database);
    const stored = await store.record(aPrediction({ label: 4 }));
    expect(await store.find(stored.id)).toEqual(stored);
    expect(await store.setLabel(stored.image.id, { digit: 5, source: 'person', createdAt: new Date() })).toBe(
      true,
    );
    expect(await store.find(stored.id)).toMatchObject({ label: 5 });
    await database.close();
  });

  test('has rows and numbers like the driver’s own client', async () => {
    const database = await open();
    const whole = await openDatabase({ url: `file:${path}`, migrationsFolder });
    const statement = sql`insert into memory (name, value) values (${'k'}, ${'v'}) returning name, length(value) as n, x'0102' as b`;
    const carried = await database.db.all<{ name: string; n: number; b: ArrayBuffer }>(statement);
    expect(carried).toEqual([{ name: 'k', n: 1, b: new Uint8Array([1, 2]).buffer }]);
    const own = await whole.db.all(sql`select name, length(value) as n, x'0102' as b from memory`);
    expect(carried).toEqual(own as typeof carried);
    await expect(database.client.transaction()).rejects.toThrow('one batch');
    await Promise.all([database.close(), whole.close()]);
  });
});

function statementsOf(task: Task) {
  return task.kind === 'batch' ? task.statements : [];
}
