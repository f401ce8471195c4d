import { afterAll } from 'bun:test';
import { join } from 'node:path';
import Driver from 'libsql';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { createRecorder } from '../../src/storage/recorder.ts';
import { predictionStoreContract } from '../contracts/prediction-store.ts';
import { memoryDatabase, migrationsFolder, scratchFolder } from '../support/database.ts';

predictionStoreContract('libSQL in memory', async () => createLibsqlStore(await memoryDatabase()));

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
let opened = 0;
predictionStoreContract('libSQL in a file', async () => {
  const url = `file:${join(folder.path, `${opened++}.db`)}`;
  return createLibsqlStore(await openDatabase({ url, migrationsFolder }));
});

predictionStoreContract('libSQL with commits in groups', async () => {
  const path = join(folder.path, `${opened++}.db`);
  const database = await openDatabase({ url: `file:${path}`, migrationsFolder });
  const commits = new Driver(path);
  commits.exec('pragma foreign_keys = on');
  const recordRows = createRecorder(commits);
  return createLibsqlStore({
    ...database,
    record: async (rows) => commits.transaction(() => recordRows(rows)).immediate(),
    close: async () => {
      commits.close();
      await database.close();
    },
  });
});

/** By hand, against a server of your own: `INKWELL_TEST_LIBSQL_URL=http://127.0.0.1:8080 bun test tests/storage`. Its rows are deleted. */
const serverUrl = process.env['INKWELL_TEST_LIBSQL_URL'];
if (serverUrl) {
  predictionStoreContract('a libSQL server', async () => {
    const database = await openDatabase({ url: serverUrl, migrationsFolder });
    await database.client.executeMultiple(
      'delete from predictions; delete from trash; delete from labels; delete from idempotency_keys; delete from image_bytes; delete from images;',
    );
    return createLibsqlStore(database);
  });
}
