import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { expectWhole } from '../../src/storage/backup.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { migrationsFolder } from '../support/database.ts';
import { createStarter, freshPicture, post, readiness, until } from '../support/running.ts';
import { seven } from '../support/seven.ts';
import { mayMount, smallDisk } from '../support/small-disk.ts';

/** A start takes a second, more where other tests run beside. */
setDefaultTimeout(60_000);

const start = createStarter();
const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id;

describe.skipIf(!mayMount).each(['1', '2'])('with %s worker(s)', (workers) => {
  test('a full disk is told by name, nothing is half written, and it works again when there is room', async () => {
    await using disk = await smallDisk('6m');
    const path = join(disk.path, 'inkwell.db');
    const service = start({ DATABASE_URL: `file:${path}`, WORKERS: workers, LOG_LEVEL: 'warn' });
    const url = await service.url();
    const kept = new Map<string, Uint8Array>();
    /** Sends pictures of so many bytes until one is refused. */
    async function sendUntilRefused(size: number): Promise<Response> {
      for (;;) {
        const bytes = freshPicture(size);
        const answer = await post(url, bytes);
        if (answer.status !== 201) return answer;
        kept.set(await idOf(answer), bytes);
      }
    }
    // The write-ahead log gets so long that it shall be moved into the file, for which there is no room.
    const refused = await sendUntilRefused(190_000);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([507, '60']);
    expect(await refused.json()).toMatchObject({
      type: '/problems/insufficient-storage',
      detail: 'Cannot record the prediction: the disk is full',
    });
    disk.fill();
    // It tries with less than a prediction has: until that finds no room, either.
    await until(async () => (await readiness(url)).status === 503);
    expect(await readiness(url)).toEqual({
      status: 503,
      detail: 'Not ready: the check "database" failed: Cannot write to the database: the disk is full',
    });
    // The log is looked at several times a second, and cannot be moved.
    await Bun.sleep(600);
    expect((await post(url, freshPicture(190_000))).status).toBe(507);
    const [oldest = ''] = kept.keys();
    expect((await fetch(`${url}/predictions/${oldest}`)).status).toBe(200);
    disk.resize('32m');
    await until(async () => (await readiness(url)).status === 200);
    kept.set(await idOf(await post(url, seven.png)), seven.png);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).not.toMatch(/^inkwell_worker_restarts_total\{.*\} [1-9]/m);
    expect(await service.stop()).toBe(0);
    expect(await new Response(service.child.stderr).text()).toBe('');

    await expectWhole(path);
    const store = createLibsqlStore(await openDatabase({ url: `file:${path}`, migrationsFolder }));
    expect((await store.count({})).count).toBe(kept.size);
    for (const [id, bytes] of kept) {
      const { image } = (await store.find(id)) ?? {};
      expect((await store.imageBytes(image?.id ?? ''))?.bytes).toEqual(bytes);
    }
    await store.close();
  });
});
