import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { chmod, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction } from '../support/prediction.ts';
import { alone, createStarter, freshPicture, post, readiness, until } from '../support/running.ts';

/** A start takes a second, more where other tests run beside. */
setDefaultTimeout(60_000);

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
const start = createStarter();
let files = 0;

/** Permissions don't bind the superuser: a server that shall meet them runs as somebody else. */
const asNobody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

/** A folder of its own that everybody may write in, and a database in it that is closed and everybody's. */
async function freshDatabase(predictions = 0): Promise<{ within: string; path: string }> {
  await chmod(folder.path, 0o755);
  const within = join(folder.path, String(files++));
  await mkdir(within);
  await chmod(within, 0o777);
  const path = join(within, 'inkwell.db');
  const store = createLibsqlStore(await openDatabase({ url: `file:${path}`, migrationsFolder }));
  if (predictions > 0) await store.recordAll(Array.from({ length: predictions }, () => aPrediction()));
  await store.close();
  await chmod(path, 0o666);
  return { within, path };
}

/** What the service says of a database that it cannot start with. */
async function refusal(path: string, workers: string): Promise<string> {
  const service = start({ DATABASE_URL: `file:${path}`, WORKERS: workers }, undefined, undefined, asNobody);
  const { exitCode, said, logged } = await service.failure();
  expect([exitCode, logged]).toEqual([1, '']);
  expect(said).toStartWith(`Cannot open database file:${path}: `);
  return said.slice(`Cannot open database file:${path}: `.length).trim();
}

const readOnly = 'it may only be read; may this user write the file, and in its folder?';
const noFolder = 'it cannot be opened or made; may this user write in its folder?';

describe.each(['1', '2'])('with %s worker(s), it does not start', (workers) => {
  test('with a database that it may not write, and says so', async () => {
    const { path } = await freshDatabase();
    await chmod(path, 0o444);
    expect(await refusal(path, workers)).toBe(readOnly);
  });

  test('with a database in a folder that it may not write in, and says so', async () => {
    const { within, path } = await freshDatabase();
    await chmod(within, 0o555);
    expect(await refusal(path, workers)).toBe(readOnly);
    const another = join(within, 'another.db');
    expect(await refusal(another, workers)).toBe(noFolder);
    expect(await refusal(join(within, 'deeper', 'another.db'), workers)).toBe(noFolder);
  });

  test('with a database that is damaged, and says so', async () => {
    const { path } = await freshDatabase(50);
    const file = await open(path, 'r+');
    await file.write(new Uint8Array(4096 - 200).fill(0x5a), 0, 4096 - 200, 200);
    await file.close();
    expect(await refusal(path, workers)).toMatch(/^the file is damaged; put a backup in its place/);
  });
});

describe.each(['1', '2'])('with %s worker(s)', (workers) => {
  test('a lock of another process is told by name, and everything works again when it is gone', async () => {
    const { path } = await freshDatabase(1);
    const other = createClient({ url: `file:${path}` });
    const held = await other.transaction('write');
    // It starts nevertheless: what may only be read for now can be read.
    const url = await start({ DATABASE_URL: `file:${path}`, WORKERS: workers }).url();
    const refused = await post(url, freshPicture());
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({
      type: '/problems/unavailable',
      detail: 'Cannot record the prediction: the database is busy',
    });
    expect(await readiness(url)).toEqual({
      status: 503,
      detail: 'Not ready: the check "database" failed: Cannot write to the database: the database is busy',
    });
    expect((await fetch(`${url}/predictions?limit=5`, { headers: alone })).status).toBe(200);
    await held.rollback();
    other.close();
    await until(async () => (await readiness(url)).status === 200);
    expect((await post(url, freshPicture())).status).toBe(201);
    const { items } = (await (await fetch(`${url}/predictions`)).json()) as { items: unknown[] };
    expect(items).toHaveLength(2);
  });
});

test('a file that is damaged while it runs is told by name, is never written over, and is read again when it is whole', async () => {
  const { path } = await freshDatabase(400);
  const whole = await Bun.file(path).bytes();
  const url = await start({ DATABASE_URL: `file:${path}`, WORKERS: '2', LOG_LEVEL: 'warn' }).url();
  const overwrite = async (bytes: Uint8Array) => {
    const file = await open(path, 'r+');
    await file.write(bytes, 4096, bytes.length - 4096, 4096);
    await file.close();
  };
  const list = () => fetch(`${url}/predictions?limit=100`, { headers: alone });

  await overwrite(new Uint8Array(whole.length).fill(0x5a));
  const answer = await list();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    type: '/problems/unavailable',
    detail: 'Cannot list predictions: the database file is damaged',
  });
  expect((await post(url, freshPicture())).status).toBe(503);
  expect(await readiness(url)).toEqual({
    status: 503,
    detail:
      'Not ready: the check "database" failed: Cannot write to the database: the database file is damaged',
  });
  expect((await fetch(`${url}/livez`, { headers: alone })).status).toBe(200);

  await overwrite(whole);
  await until(async () => (await readiness(url)).status === 200);
  await until(async () => (await post(url, freshPicture())).status === 201);
  await until(async () => (await list()).status === 200);
});
