import { afterAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { encodePng } from '../../src/core/encode-png.ts';
import { expectWhole } from '../../src/storage/backup.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { spawnService } from '../support/service.ts';
import { createRandom } from '../support/synthetic.ts';

/** How often the service is killed. Before a release: `INKWELL_TEST_KILLS=100 bun test tests/storage/kill.test.ts --timeout 3600000`. */
const kills = Number(process.env['INKWELL_TEST_KILLS'] ?? 3);
const senders = 8;

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());

const random = createRandom(11);

/** A picture that was never there before. */
function freshPicture(): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(28 * 28);
  for (let y = 5; y < 23; y++) data.fill(255, y * 28 + 13, y * 28 + 16);
  for (let i = 0; i < 28; i++) data[i] = Math.floor(random() * 40);
  return new Uint8Array(encodePng({ width: 28, height: 28, data }));
}

test(
  `what was acknowledged is there, whole and with its picture, after the service was killed ${kills} times under load`,
  async () => {
    const path = join(folder.path, 'killed.db');
    const acknowledged = new Map<string, Uint8Array>();
    for (let round = 0; round < kills; round++) {
      const service = spawnService({ DATABASE_URL: `file:${path}`, WORKERS: '2' });
      const url = await service.url();
      const before = acknowledged.size;
      const sending = Array.from({ length: senders }, async () => {
        for (;;) {
          const bytes = freshPicture();
          const answer = await fetch(`${url}/predict`, { method: 'POST', body: bytes }).catch(
            () => undefined,
          );
          const body = (await answer?.json().catch(() => undefined)) as { id?: string } | undefined;
          if (!answer || !body) return;
          if (answer.status === 201 && body.id) acknowledged.set(body.id, bytes);
        }
      });
      const patience = Date.now() + 30_000;
      while (acknowledged.size < before + 30 && Date.now() < patience) await Bun.sleep(5);
      await Bun.sleep(random() * 200);
      service.child.kill('SIGKILL');
      await service.child.exited;
      await Promise.all(sending);
      expect(acknowledged.size).toBeGreaterThan(before);
    }

    await expectWhole(path);
    const database = await openDatabase({ url: `file:${path}`, migrationsFolder });
    const store = createLibsqlStore(database);
    for (const [id, bytes] of acknowledged) {
      const found = await store.find(id);
      if (!found) throw new Error(`${id} was acknowledged and is gone`);
      expect((await store.imageBytes(found.image.id))?.bytes).toEqual(bytes);
    }
    const [row] = (await database.client.execute('select count(*) as n from predictions')).rows;
    expect(row?.['n']).toBe((await store.count({})).count);
    await store.close();
  },
  60_000 + kills * 30_000,
);
