import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config.ts';
import type { Service } from '../../src/runtime/service.ts';
import { startThreads } from '../../src/runtime/threads/start-threads.ts';
import { scratchFolder } from '../support/database.ts';
import { alone, freshPicture, post, until } from '../support/running.ts';

/** Threads start in a second, later where other tests run beside. */
setDefaultTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await scratchFolder();
const logged: string[] = [];
let service: Service;
let url = '';

beforeAll(async () => {
  const note = (message: string) => void logged.push(message);
  service = await startThreads({
    config: {
      ...loadConfig({
        DATABASE_URL: `file:${join(folder.path, 'threads.db')}`,
        PORT: '0',
        LOG_LEVEL: 'error',
      }),
      workers: 2,
    },
    root,
    program: join(root, 'tests/fixtures/threads-program.ts'),
    log: { debug: note, info: note, warn: note, error: note },
    print: () => {},
    giveUp: () => {},
  });
  url = service.url;
});
afterAll(async () => {
  await service.stop(1000, () => {});
  await folder[Symbol.asyncDispose]();
});

const ask = (path: string) => fetch(url + path, { headers: alone, signal: AbortSignal.timeout(10_000) });
async function restarts(): Promise<number> {
  const text = await (await ask('/metrics')).text();
  return Number(/^inkwell_worker_restarts_total\{worker="http"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}
/** The workers that answer just now. */
async function bothAnswer(): Promise<boolean> {
  const seen = new Set<string>();
  for (let i = 0; i < 20; i++) seen.add(await (await ask('/test/who')).text());
  return seen.size === 2;
}

test('a worker that breaks down under load is replaced: nobody waits for ever, nothing that was answered is lost, and it is counted', async () => {
  await until(() => bothAnswer().catch(() => false));
  const before = await restarts();
  const stored = new Map<string, Uint8Array>();
  const other = new Map<string, number>();
  const count = (what: string) => other.set(what, (other.get(what) ?? 0) + 1);
  let ending = false;
  const clients = Array.from({ length: 16 }, async () => {
    while (!ending) {
      const bytes = freshPicture();
      try {
        const answer = await fetch(`${url}/predict`, {
          method: 'POST',
          body: bytes,
          headers: alone,
          signal: AbortSignal.timeout(10_000),
        });
        if (answer.status === 201) stored.set(((await answer.json()) as { id: string }).id, bytes);
        else count(String(answer.status));
      } catch (error) {
        count((error as Error).name === 'TimeoutError' ? 'no answer' : 'closed');
      }
    }
  });
  await until(async () => stored.size > 50);
  for (const broken of [1, 2]) {
    await ask('/test/break').catch(() => {});
    await until(async () => (await restarts().catch(() => 0)) >= before + broken);
    await until(() => bothAnswer().catch(() => false));
  }
  ending = true;
  await Promise.all(clients);
  expect([...other.keys()].filter((what) => what !== '503' && what !== 'closed')).toEqual([]);
  expect(await restarts()).toBe(before + 2);
  expect(logged).toContain('a worker broke down');
  for (const [id, bytes] of stored) {
    const { image } = (await (await ask(`/predictions/${id}`)).json()) as { image: { url: string } };
    expect(Buffer.compare(await (await ask(image.url)).bytes(), bytes)).toBe(0);
  }
  expect((await post(url, freshPicture())).status).toBe(201);
});
