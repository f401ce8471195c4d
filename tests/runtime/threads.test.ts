import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config.ts';
import { readOrtWasm } from '../../src/runtime/read-model.ts';
import { findPort } from '../../src/runtime/serve.ts';
import { type Supervisor, supervise } from '../../src/runtime/threads/supervisor.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openFileKeeper } from '../../src/storage/file-keeper.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { writePng } from '../support/png.ts';
import { seven } from '../support/seven.ts';

/** Threads start in a second, later where other tests run beside. */
setDefaultTimeout(120_000);

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await scratchFolder();
const databaseUrl = `file:${join(folder.path, 'threads.db')}`;
const logged: { level: string; message: string }[] = [];
const note = (level: string) => (message: string) => void logged.push({ level, message });
let supervisor: Supervisor;
let url = '';

beforeAll(async () => {
  const config = {
    ...loadConfig({ DATABASE_URL: databaseUrl, MAX_QUEUE: '64', LOG_LEVEL: 'error' }),
    workers: 2,
  };
  supervisor = supervise({
    config,
    root,
    program: join(root, 'tests/fixtures/threads-program.ts'),
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    giveUp: (error) => note('fatal')(error.message),
    print: (text) => void logged.push({ level: 'worker', message: text }),
  });
  const keeper = await openFileKeeper({ url: databaseUrl, migrationsFolder });
  keeper.close();
  await supervisor.open({
    wasm: await WebAssembly.compile(await readOrtWasm()),
    modelFolder: join(root, 'models/inkwell'),
  });
  url = await supervisor.listen(await findPort({ host: '127.0.0.1', port: 0 }));
});
afterAll(async () => {
  await supervisor.stop(1000, () => {});
  await folder[Symbol.asyncDispose]();
});

/** A grey picture, drawn by a function. */
const grey = (width: number, height: number, sample: (x: number, y: number) => number) =>
  writePng({ width, height, colourType: 0, sample: (x, y) => Math.round(sample(x, y)) });

/** Every request on a connection of its own, so that they spread over the workers. */
const send = (path: string, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { ...init, headers: { connection: 'close', ...init.headers } });
const post = (body: Uint8Array<ArrayBuffer>, path = '/predict') => send(path, { method: 'POST', body });
const who = async () => (await send('/test/who')).text();

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition().catch(() => false))) await Bun.sleep(50);
}

async function metric(name: string): Promise<number> {
  const text = await (await send('/metrics')).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
}

describe('several workers on one port', () => {
  test('share the requests out', async () => {
    const seen = new Set<string>();
    await until(async () => seen.add(await who()).size === 2);
    expect([...seen].toSorted()).toEqual(['0', '1']);
  });

  test('read and store pictures, and what one stored all know', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(seven.png)));
    for (const answer of answers) {
      expect(answer.status).toBe(201);
      const body = (await answer.json()) as { id: string; prediction: number };
      expect(body.prediction).toBe(7);
      expect(await (await send(`/predictions/${body.id}`)).json()).toEqual(body);
    }
  });

  test('share commits when they write at the same time', async () => {
    const before = await metric('inkwell_database_commit_changes_count');
    await Promise.all(Array.from({ length: 60 }, () => post(seven.png)));
    const commits = (await metric('inkwell_database_commit_changes_count')) - before;
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThan(60);
  });

  test('ask each other, and the leader', async () => {
    expect(((await (await send('/test/everybody')).json()) as number[]).toSorted()).toEqual([0, 1]);
    expect(await (await send('/test/leader')).json()).toBe(0);
  });

  test('a change that fails spoils nobody else’s in the same commit', async () => {
    const id = '01990000-0000-7000-8000-000000000000';
    const [missing, ...others] = await Promise.all([
      send(`/images/${id}/label`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '{"label":3}',
      }),
      ...Array.from({ length: 8 }, () => post(seven.png)),
    ]);
    expect(missing?.status).toBe(404);
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 201));
  });
});

describe('pictures that would make others wait', () => {
  test('large ones are read by other threads, with the same answers and the same errors', async () => {
    const large = grey(700, 700, (x, y) => (Math.abs(x - 350) < 30 && y > 120 && y < 580 ? 0 : 255));
    const answer = await post(large);
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 201,
      body: { prediction: 1, image: { width: 700, height: 700 } },
    });
    const explained = (await (await post(large, '/predict?explain=true')).json()) as { stages: unknown[] };
    expect(explained.stages.length).toBeGreaterThan(1);
    const broken = large.slice();
    broken[60] = (broken[60] ?? 0) ^ 255;
    expect(await (await post(broken)).json()).toMatchObject({ type: '/problems/undecodable', status: 422 });
  });

  test('many at once keep their order', async () => {
    const digits = await (await post(seven.png, '/test/many')).json();
    expect(digits).toEqual(new Array(200).fill(7));
  });
});

describe('more than can be served', () => {
  test('is refused with a time to come back, and what is accepted is stored', async () => {
    const answers = await Promise.all(
      Array.from({ length: 600 }, (_, i) =>
        post(grey(28, 28, (x, y) => (x === 14 && y > 5 && y < 23 ? 255 : (i % 200) / 20))),
      ),
    );
    const refused = answers.filter(({ status }) => status === 503);
    const accepted = answers.filter(({ status }) => status === 201);
    expect(refused.length + accepted.length).toBe(600);
    expect(refused.length).toBeGreaterThan(0);
    expect(accepted.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(await refused[0]?.json()).toMatchObject({ type: '/problems/unavailable', status: 503 });
    for (const answer of accepted) {
      const { id } = (await answer.json()) as { id: string };
      expect((await send(`/predictions/${id}`)).status).toBe(200);
    }
    expect((await post(seven.png)).status).toBe(201);
  });
});

describe('another model', () => {
  test('takes over in every worker without losing a request', async () => {
    const other = join(folder.path, 'other');
    await cp(join(root, 'models/inkwell'), other, { recursive: true });
    const manifest: object = await Bun.file(join(other, 'model.json')).json();
    await Bun.write(join(other, 'model.json'), JSON.stringify({ ...manifest, version: '9.9.9' }));
    const statuses: number[] = [];
    let switched = false;
    const clients = Array.from({ length: 4 }, async () => {
      while (!switched) statuses.push((await post(seven.png)).status);
    });
    const answer = await (await send(`/test/switch?folder=${encodeURIComponent(other)}`)).json();
    switched = true;
    await Promise.all(clients);
    expect(answer).toMatchObject({ version: '9.9.9' });
    expect(new Set(statuses)).toEqual(new Set([201]));
    for (let i = 0; i < 20; i++)
      expect(await (await post(seven.png)).json()).toMatchObject({ model: { version: '9.9.9' } });
  });

  test('that cannot be used changes nothing', async () => {
    const answer = await (
      await send(`/test/switch?folder=${encodeURIComponent(join(folder.path, 'none'))}`)
    ).json();
    expect(answer).toMatch(/model\.json/);
    expect(await (await post(seven.png)).json()).toMatchObject({ model: { version: '9.9.9' } });
  });
});

describe('a thread that breaks down is replaced', () => {
  test('a worker', async () => {
    const restarts = await metric('inkwell_worker_restarts_total');
    await (await send('/test/break')).text();
    const seen = new Set<string>();
    await until(async () => (await metric('inkwell_worker_restarts_total')) > restarts);
    await until(async () => seen.add(await who()).size === 2);
    // The model was changed above: its successor knows.
    for (let i = 0; i < 20; i++)
      expect(await (await post(seven.png)).json()).toMatchObject({ model: { version: '9.9.9' } });
    expect(logged.map(({ message }) => message)).toContain('a worker broke down');
  });
});

test('what was answered is in the file afterwards', async () => {
  const { id } = (await (await post(seven.png)).json()) as { id: string };
  expect(await supervisor.stop(1000, () => {})).toBe(0);
  const store = createLibsqlStore(await openDatabase({ url: databaseUrl, migrationsFolder }));
  expect(await store.find(id)).toMatchObject({ id, digit: 7 });
  await store.close();
});
