import { afterAll, describe, expect, test } from 'bun:test';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { UnavailableError } from '../../src/core/errors.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { displayUrl } from '../../src/storage/file-settings.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
let files = 0;
const freshPath = () => join(folder.path, `${files++}.db`);
const open = (path: string, migrations = migrationsFolder) =>
  openDatabase({ url: `file:${path}`, migrationsFolder: migrations });

describe('opening', () => {
  test('makes a commit survive a power cut: write-ahead log, a sync per commit', async () => {
    const database = await open(freshPath());
    const setting = async (name: string) => (await database.client.execute(`pragma ${name}`)).rows[0]?.[0];
    const check = async () => {
      expect(await setting('journal_mode')).toBe('wal');
      expect(await setting('synchronous')).toBe(2);
      expect(await setting('foreign_keys')).toBe(1);
      expect(await setting('busy_timeout')).toBeGreaterThanOrEqual(500);
    };
    await check();
    await createLibsqlStore(database).record(aPrediction());
    await Promise.all(Array.from({ length: 30 }, check));
    await database.close();
  });

  test('makes the folder, and keeps what was recorded when opened again', async () => {
    const path = join(folder.path, 'a', 'new folder', 'inkwell.db');
    const first = createLibsqlStore(await open(path));
    const recorded = await first.record(aPrediction({ label: 3 }));
    await first.close();
    const second = createLibsqlStore(await open(path));
    expect(await second.find(recorded.id)).toEqual(recorded);
    await second.close();
  });

  test('closing puts everything into the one file, so that a copy of it is whole', async () => {
    const path = freshPath();
    const store = createLibsqlStore(await open(path));
    const recorded = await store.record(aPrediction());
    await store.close();
    const copy = freshPath();
    await cp(path, copy);
    const copied = createLibsqlStore(await open(copy));
    expect(await copied.find(recorded.id)).toEqual(recorded);
    await copied.close();
  });

  test('refuses a file that is no database', async () => {
    const path = freshPath();
    await Bun.write(path, 'To whom it may concern. '.repeat(100));
    await expect(open(path)).rejects.toThrow(
      `Cannot open database file:${path}: the file is not a SQLite database`,
    );
    expect(await Bun.file(path).text()).toStartWith('To whom');
  });

  test('refuses a database that another program made', async () => {
    const path = freshPath();
    const other = createClient({ url: `file:${path}` });
    await other.execute('create table images (id integer primary key)');
    other.close();
    await expect(open(path)).rejects.toThrow('its tables are not those of Inkwell');
  });

  test('refuses a folder, an address of no known kind, and a server that is not there, each in a sentence', async () => {
    await expect(open(folder.path)).rejects.toThrow(
      /^Cannot open database file:\S+: it cannot be opened or made/,
    );
    const at = (url: string) => openDatabase({ url, migrationsFolder });
    await expect(at('postgres://user:secret@host/db')).rejects.toThrow(
      /^Cannot open database postgres:\/\/host\/db: /,
    );
    await expect(at('http://127.0.0.1:9')).rejects.toThrow(/^Cannot open database http:\/\/127.0.0.1:9: /);
  });

  test('never shows the secrets of an address', () => {
    expect(displayUrl('libsql://user:secret@db.example:80/x?authToken=secret')).toBe(
      'libsql://db.example:80/x',
    );
    for (const password of ['a/b', 'a@b', 'a?b', 'a#b'])
      expect(displayUrl(`libsql://user:${password}@db.example/x?y=1#z`)).toBe('libsql://db.example/x');
    expect(displayUrl('file:///home/me@work/inkwell.db?x=1')).toBe('file:///home/me@work/inkwell.db');
    expect(displayUrl('file:data/inkwell.db')).toBe('file:data/inkwell.db');
  });
});

describe('migrating', () => {
  /** What the first released migration made; never edited again. */
  const firstMigration = join(import.meta.dir, '../fixtures/first-migration');

  test('the first migration is still the one that was released', async () => {
    const released = await Bun.file(join(firstMigration, '0000_first.sql')).text();
    expect(await Bun.file(join(migrationsFolder, '0000_first.sql')).text()).toBe(released);
  });

  test('brings a database made by the first migration up to date, with what it holds', async () => {
    const path = freshPath();
    const old = await open(path, firstMigration);
    await old.client.executeMultiple(await Bun.file(join(firstMigration, 'rows.sql')).text());
    await old.close();
    const store = createLibsqlStore(await open(path));
    expect(await store.list({ limit: 10 })).toMatchSnapshot();
    const recorded = await store.record(aPrediction({ label: 1 }));
    expect(await store.find(recorded.id)).toEqual(recorded);
    await store.close();
  });

  test('runs only what is new, and nothing the second time', async () => {
    const path = freshPath();
    const newer = await withMigration('alter table "images" add "note" text;', Date.now());
    await (await open(path)).close();
    for (let start = 0; start < 2; start++) {
      const database = await open(path, newer);
      expect((await database.client.execute('select "note" from "images"')).rows).toEqual([]);
      expect((await database.client.execute('select * from "__drizzle_migrations"')).rows).toHaveLength(5);
      await database.close();
    }
  });

  test('is done once when several open a new database together', async () => {
    const path = freshPath();
    const opened = await Promise.all([open(path), open(path), open(path)]);
    for (const database of opened) {
      expect((await database.client.execute('select * from "__drizzle_migrations"')).rows).toHaveLength(4);
      await database.close();
    }
  });

  test('leaves the database as it was when a migration fails', async () => {
    const path = freshPath();
    await (await open(path)).close();
    const broken = await withMigration(
      'create table "extra" ("id" integer);\n--> statement-breakpoint\ndrop table "nothing";',
      Date.now(),
    );
    await expect(open(path, broken)).rejects.toThrow('no such table: nothing');
    const database = await open(path);
    expect((await database.client.execute(`select 1 from sqlite_master where name = 'extra'`)).rows).toEqual(
      [],
    );
    await database.close();
  });

  test('refuses a database made by a newer version, and does not touch it', async () => {
    const path = freshPath();
    const newer = await withMigration('alter table "images" add "note" text;', Date.UTC(2050, 0));
    await (await open(path, newer)).close();
    await expect(open(path)).rejects.toThrow(
      /it was made by a newer version of Inkwell \(migration of 2050-01-01/,
    );
  });

  /** The released migrations and one more. */
  async function withMigration(sql: string, when: number): Promise<string> {
    const target = join(folder.path, `migrations-${files++}`);
    await cp(migrationsFolder, target, { recursive: true });
    const journal = await Bun.file(join(target, 'meta/_journal.json')).json();
    journal.entries.push({ ...journal.entries[0], idx: journal.entries.length, when, tag: 'next' });
    await Bun.write(join(target, 'meta/_journal.json'), JSON.stringify(journal));
    await Bun.write(join(target, 'next.sql'), sql);
    return target;
  }
});

describe('when the database cannot', () => {
  test('a lock of another process that does not go away makes it unavailable, with the cause', async () => {
    const path = freshPath();
    const store = createLibsqlStore(await open(path));
    const other = createClient({ url: `file:${path}` });
    const lock = await other.transaction('write');
    const failure = await store.record(aPrediction()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnavailableError);
    expect((failure as UnavailableError).message).toBe('Cannot record the prediction: the database is busy');
    expect((failure as UnavailableError).cause).toMatchObject({ code: 'SQLITE_BUSY' });
    await expect(store.checkWritable()).rejects.toBeInstanceOf(UnavailableError);
    await lock.rollback();
    other.close();
    await store.checkWritable();
    await store.close();
  });

  test('a lock that even forbids a new connection is still no mistake of ours', async () => {
    const path = freshPath();
    const database = await open(path);
    const renew = () => Promise.reject(new Error('locked'));
    const store = createLibsqlStore({ ...database, renew });
    const other = createClient({ url: `file:${path}` });
    const lock = await other.transaction('write');
    await expect(store.record(aPrediction())).rejects.toBeInstanceOf(UnavailableError);
    await lock.rollback();
    other.close();
    await store.close();
  });

  test('a full disk makes it unavailable, and nothing is half-written', async () => {
    const database = await open(freshPath());
    const store = createLibsqlStore(database);
    const pages = (await database.client.execute('pragma page_count')).rows[0]?.[0];
    await database.client.execute(`pragma max_page_count = ${Number(pages) + 3}`);
    const big = aPrediction({ bytes: new Uint8Array(1 << 20), label: 5 });
    const failure = await store.record(big).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnavailableError);
    expect((failure as UnavailableError).cause).toMatchObject({ code: 'SQLITE_FULL' });
    expect(await store.imageBytes(big.image.id)).toBeNull();
    expect(await store.label(big.image.id)).toBeUndefined();
    const small = await store.record(aPrediction());
    expect((await store.list({ limit: 9 })).items).toEqual([small]);
    await store.close();
  });

  test('a database that may only be read can be read, and says that it cannot be written', async () => {
    const database = await open(freshPath());
    const store = createLibsqlStore(database);
    const recorded = await store.record(aPrediction());
    await database.client.execute('pragma query_only = 1');
    expect(await store.find(recorded.id)).toEqual(recorded);
    await expect(store.record(aPrediction())).rejects.toBeInstanceOf(UnavailableError);
    await expect(store.checkWritable()).rejects.toBeInstanceOf(UnavailableError);
    await store.close();
  });

  test('a server that is gone makes it unavailable', async () => {
    const client = createClient({ url: 'http://127.0.0.1:9' });
    const database = {
      db: drizzle(client),
      client,
      renew: async () => {},
      close: async () => client.close(),
    };
    const store = createLibsqlStore(database);
    await expect(store.find('x')).rejects.toThrow(
      /^Cannot read the prediction: the database does not answer as it should$/,
    );
    await expect(store.find('x')).rejects.toBeInstanceOf(UnavailableError);
    await expect(store.record(aPrediction())).rejects.toBeInstanceOf(UnavailableError);
    await expect(store.checkWritable()).rejects.toBeInstanceOf(UnavailableError);
    await store.close();
  });

  test('after close every call is refused as unavailable', async () => {
    const store = createLibsqlStore(await open(freshPath()));
    await store.close();
    await store.close();
    await expect(store.find('x')).rejects.toBeInstanceOf(UnavailableError);
    await expect(store.record(aPrediction())).rejects.toBeInstanceOf(UnavailableError);
  });

  test('no message of a failure repeats the picture', async () => {
    const store = createLibsqlStore(await open(freshPath()));
    const { id } = await store.record(aPrediction());
    const bytes = new TextEncoder().encode('a private picture');
    const failure = await store.record(aPrediction({ id, bytes })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(Bun.inspect(failure)).not.toContain(Array.from(bytes.subarray(0, 4)).join(', '));
    expect(Bun.inspect(failure)).not.toContain('private');
    await store.close();
  });
});

test('what was recorded is there after the process is killed', async () => {
  const path = freshPath();
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, '../fixtures/record-and-wait.ts'), path, migrationsFolder],
    { stdout: 'pipe', stderr: 'inherit' },
  );
  const reader = child.stdout.getReader();
  const said = new TextDecoder().decode((await reader.read()).value).trim();
  child.kill('SIGKILL');
  await child.exited;
  const store = createLibsqlStore(await open(path));
  expect((await store.list({ limit: 9 })).items.map((item) => item.id)).toEqual([said]);
  await store.close();
});
