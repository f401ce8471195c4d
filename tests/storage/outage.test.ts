import { afterAll, describe, expect, test } from 'bun:test';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { InsufficientStorageError, UnavailableError } from '../../src/core/errors.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { settings } from '../../src/storage/file-settings.ts';
import { createGroupCommit } from '../../src/storage/group-commit.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { openWorkerDatabase } from '../../src/storage/worker-database.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { aPrediction, freshBytes } from '../support/prediction.ts';
import { mayMount, smallDisk } from '../support/small-disk.ts';

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
let files = 0;

const openAlone = async (path: string) =>
  createLibsqlStore(await openDatabase({ url: `file:${path}`, migrationsFolder }));

/** As in a service of several threads: one connection reads, another commits for everybody. */
async function openWithCommits(path: string) {
  await (await openDatabase({ url: `file:${path}`, migrationsFolder })).close();
  const group = createGroupCommit({ path, busyTimeoutMs: 100, settings });
  const database = await openWorkerDatabase(`file:${path}`, async (task) => {
    const [verdict] = group.commit([task]);
    if (!verdict) throw new Error('no verdict');
    return verdict;
  });
  const close = async () => {
    await database.close();
    group.close();
  };
  return createLibsqlStore({ ...database, close });
}

describe.each([
  ['one thread', openAlone],
  ['commits in groups', openWithCommits],
])('with %s', (_, openStore) => {
  const freshStore = async () => {
    const path = join(folder.path, `${files++}.db`);
    return { path, store: await openStore(path) };
  };

  test.skipIf(!mayMount)(
    'a full disk says so, keeps what is there, writes nothing by halves, and works again when there is room',
    async () => {
      await using disk = await smallDisk('4m');
      const store = await openStore(join(disk.path, 'inkwell.db'));
      const kept: string[] = [];
      let refused = aPrediction();
      let failure: unknown;
      for (let i = 0; i < 200 && failure === undefined; i++) {
        refused = aPrediction({ bytes: crypto.getRandomValues(new Uint8Array(60_000)), label: 4 });
        await store.record(refused).then(
          ({ id }) => kept.push(id),
          (error) => {
            failure = error;
          },
        );
      }
      expect(failure).toBeInstanceOf(InsufficientStorageError);
      expect((failure as Error).message).toBe('Cannot record the prediction: the disk is full');
      expect(await store.imageBytes(refused.image.id)).toBeNull();
      expect(await store.label(refused.image.id)).toBeUndefined();
      for (const id of kept) expect(await store.find(id)).not.toBeNull();
      disk.resize('8m');
      expect((await store.record(refused)).id).toBe(refused.id);
      await store.checkWritable();
      await store.close();
    },
  );

  test('a lock of another process says so, and everything works again when it is gone', async () => {
    const { path, store } = await freshStore();
    const { id } = await store.record(aPrediction());
    const other = createClient({ url: `file:${path}` });
    const lock = await other.transaction('write');
    await expect(store.record(aPrediction())).rejects.toThrow('the database is busy');
    await expect(store.checkWritable()).rejects.toBeInstanceOf(UnavailableError);
    expect((await store.find(id))?.id).toBe(id);
    await lock.rollback();
    other.close();
    await store.checkWritable();
    await store.record(aPrediction());
    expect((await store.count({})).count).toBe(2);
    await store.close();
  });

  test('a damaged file says so, and is never taken for an empty one', async () => {
    const { path, store: first } = await freshStore();
    await first.recordAll(Array.from({ length: 400 }, () => aPrediction({ bytes: freshBytes() })));
    await first.close();
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    await file.write(new Uint8Array(size - 4096).fill(0x5a), 0, size - 4096, 4096);
    await file.close();
    const failure = await openStore(path)
      .then((store) => store.list({ limit: 10 }))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect((failure as Error).message).toMatch(/damaged|malformed/);
  });
});
