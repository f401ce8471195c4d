import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { expectWhole } from '../../src/storage/backup.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { migrationsFolder } from '../support/database.ts';
import { pngChunk, writePng } from '../support/png.ts';
import { spawnService } from '../support/service.ts';
import { seven } from '../support/seven.ts';
import { mayMount, smallDisk } from '../support/small-disk.ts';

/** A start takes a second, more where other tests run beside. */
setDefaultTimeout(60_000);

const started: ReturnType<typeof spawnService>[] = [];
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});
function start(path: string, workers: string) {
  const service = spawnService({ DATABASE_URL: `file:${path}`, WORKERS: workers, LOG_LEVEL: 'warn' });
  started.push(service);
  return service;
}

/** A small picture in a file of so many bytes that was never there before. */
function freshPicture(bytes: number): Uint8Array<ArrayBuffer> {
  return writePng({
    width: 28,
    height: 28,
    sample: (x, y) => (x > 12 && x < 16 && y > 4 && y < 23 ? 255 : 0),
    before: [pngChunk('noIs', crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536))))].flatMap(
      (chunk) => new Array<Uint8Array>(Math.ceil(bytes / 65_536)).fill(chunk),
    ),
  });
}

/** Each on a connection of its own, so that every worker gets some. */
const alone = { connection: 'close' };
const post = (url: string, body: Uint8Array<ArrayBuffer>) =>
  fetch(`${url}/predict`, { method: 'POST', body, headers: alone });
const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id;
async function readiness(url: string): Promise<{ status: number; detail?: string }> {
  const answer = await fetch(`${url}/readyz`, { headers: alone });
  const { detail } = (await answer.json()) as { detail?: string };
  return { status: answer.status, ...(detail !== undefined && { detail }) };
}
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(20);
}

describe.skipIf(!mayMount).each(['1', '2'])('with %s worker(s)', (workers) => {
  test('a full disk is told by name, nothing is half written, and it works again when there is room', async () => {
    await using disk = await smallDisk('6m');
    const path = join(disk.path, 'inkwell.db');
    const service = start(path, workers);
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
