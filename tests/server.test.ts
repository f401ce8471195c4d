import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { openDatabase } from '../src/storage/database.ts';
import { createLibsqlStore } from '../src/storage/libsql-store.ts';
import { migrationsFolder, scratchFolder } from './support/database.ts';
import { spawnService } from './support/service.ts';
import { seven } from './support/seven.ts';

/** A start takes a second, more where other tests run beside. */
setDefaultTimeout(60_000);

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
let files = 0;
const freshPath = () => join(folder.path, `${files++}.db`);
const started: ReturnType<typeof spawnService>[] = [];
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});
function start(env: Record<string, string> = {}) {
  const service = spawnService({ DATABASE_URL: `file:${freshPath()}`, ...env });
  started.push(service);
  return service;
}

const post = (url: string, body: Uint8Array<ArrayBuffer>) =>
  fetch(`${url}/predict`, { method: 'POST', body });

describe('the server', () => {
  test('reads a digit over the network, stops on SIGTERM, and has it in the database afterwards', async () => {
    const path = freshPath();
    const server = start({ DATABASE_URL: `file:${path}` });
    const url = await server.url();
    const response = await post(url, seven.png);
    expect(response.status).toBe(201);
    const { id, prediction } = (await response.json()) as { id: string; prediction: number };
    expect(prediction).toBe(7);
    expect(await server.stop()).toBe(0);
    const store = createLibsqlStore(await openDatabase({ url: `file:${path}`, migrationsFolder }));
    expect(await store.find(id)).toMatchObject({ id, digit: 7 });
    await store.close();
  });

  test('says where to open it, with which model and which database', async () => {
    const path = freshPath();
    const server = start({ DATABASE_URL: `file:${path}` });
    const line = await server.nextLine('listening');
    const url = line?.url ?? '';
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(line).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      model: {
        name: 'inkwell',
        version: expect.any(String),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      database: `file:${path}`,
    });
    expect(await server.stop('SIGINT')).toBe(0);
  });

  test('answers a body over its limit in words', async () => {
    const server = start({ MAX_IMAGE_BYTES: '1024' });
    const response = await post(await server.url(), new Uint8Array(5_000_000));
    expect(response.status).toBe(413);
    expect(response.headers.get('content-type')).toStartWith('application/problem+json');
    expect(await response.text()).toContain('MAX_IMAGE_BYTES');
    await server.stop();
  });

  test('obeys the thresholds that it is told', async () => {
    const server = start({ MIN_CONFIDENCE: '1', MIN_DIGITNESS: '1' });
    const response = await post(await server.url(), seven.png);
    expect(await response.json()).toMatchObject({ status: 'unsure', prediction: 7 });
    await server.stop();
  });

  test('answers what is in flight at SIGTERM, and takes nothing new', async () => {
    const server = start();
    const url = await server.url();
    const idle = await open(url);
    const request = await open(url);
    const half = seven.png.length >> 1;
    request.socket.write(
      `POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${seven.png.length}\r\nConnection: close\r\n\r\n`,
    );
    request.socket.write(seven.png.subarray(0, half));
    await fetch(`${url}/livez`); // a later request is answered, so the earlier one has arrived
    server.child.kill('SIGTERM');
    expect((await server.nextLine('stopping'))?.inFlight).toBe(1);
    while (await fetch(`${url}/livez`).then(Boolean, () => false)) await Bun.sleep(5);
    request.socket.write(seven.png.subarray(half));
    const answer = await request.received;
    expect(answer).toStartWith('HTTP/1.1 201');
    expect(answer).toContain('"prediction":7');
    expect(await server.nextLine('stopped')).toBeDefined();
    expect(await server.child.exited).toBe(0);
    idle.socket.destroy();
  });

  test('under load every request that came before SIGTERM is answered, and nothing that was answered is missing', async () => {
    const path = freshPath();
    // Whatever the log leaves out, it says where to open it.
    const loaded = start({ DATABASE_URL: `file:${path}`, WORKERS: '2', LOG_LEVEL: 'warn' });
    const url = await loaded.url();
    const answered: string[] = [];
    const lost: unknown[] = [];
    let ending = false;
    const clients = Array.from({ length: 8 }, async () => {
      for (;;) {
        const begunAfter = ending;
        try {
          // A connection each: when the word comes, some of them wait to be accepted, or lie unread.
          const response = await fetch(`${url}/predict`, {
            method: 'POST',
            body: seven.png,
            headers: { connection: 'close' },
          });
          answered.push(((await response.json()) as { id: string }).id);
        } catch (error) {
          if (!begunAfter) lost.push(error);
          return;
        }
      }
    });
    while (answered.length < 30) await Bun.sleep(5);
    ending = true;
    loaded.child.kill('SIGTERM');
    expect(await loaded.child.exited).toBe(0);
    await Promise.all(clients);
    expect(lost).toEqual([]);
    const store = createLibsqlStore(await openDatabase({ url: `file:${path}`, migrationsFolder }));
    for (const id of answered) expect(await store.find(id)).toMatchObject({ id });
    await store.close();
  });

  test('goes on when nobody reads its log any more', async () => {
    const server = start({ WORKERS: '2' });
    const url = await server.url();
    await server.closeOutput();
    for (let i = 0; i < 5; i++) expect((await post(url, seven.png)).status).toBe(201);
    expect(await server.stop()).toBe(0);
    expect(await new Response(server.child.stderr).text()).toBe('');
  });

  test('leaves at once when it is told so before it listens', async () => {
    const server = start();
    while (!(await catchesSigterm(server.child.pid))) await Bun.sleep(1);
    expect(await server.stop()).toBe(0);
    expect(await server.nextLine('listening')).toBeUndefined();
  });

  test('in one thread it does the same', async () => {
    const server = start({ WORKERS: '1' });
    const url = await server.url();
    expect(await (await post(url, seven.png)).json()).toMatchObject({ prediction: 7 });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  test('gives up on what is not answered within the grace', async () => {
    const server = start({ SHUTDOWN_GRACE_MS: '50' });
    const url = await server.url();
    const { socket } = await open(url);
    socket.write('POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf');
    await fetch(`${url}/livez`);
    server.child.kill('SIGTERM');
    expect(await server.nextLine('gave up on requests in flight')).toMatchObject({ unanswered: 1 });
    expect(await server.child.exited).toBe(0);
  });
});

describe('a start that fails is one clear sentence', () => {
  const failing = async (env: Record<string, string>) => {
    const { exitCode, said, logged } = await start(env).failure();
    expect(exitCode).toBe(1);
    expect(logged).toBe('');
    expect(said).not.toMatch(/\n\s+at |\.ts:\d+/);
    return said;
  };

  test('a taken port names the port and how to choose another, even when a second Inkwell has it', async () => {
    const port = Number(new URL(await start().url()).port);
    expect(await failing({ PORT: String(port) })).toBe(
      `Cannot listen on 127.0.0.1:${port}: the port is taken; choose another, e.g. PORT=${port === 65535 ? port - 1 : port + 1}, or PORT=0 for any free one\n`,
    );
  });

  test('an address that is not ours', async () => {
    expect(await failing({ HOST: '192.0.2.1' })).toMatch(/^Cannot listen on 192\.0\.2\.1:0: .+\n$/);
  });

  test('wrong settings are listed together', async () => {
    expect(await failing({ PORT: 'http', LOG_FORMAT: 'xml' })).toBe(
      'Cannot start with these settings:\n  PORT is "http", must be an integer from 0 to 65535\n  LOG_FORMAT is "xml", must be one of auto, json, pretty\n',
    );
  });

  test('a model that is not there', async () => {
    expect(await failing({ MODEL_DIR: join(folder.path, 'no-model') })).toMatch(/no-model\/model\.json.+\n$/);
  });

  test('a database that is none', async () => {
    const path = freshPath();
    await Bun.write(path, 'Not a database, a letter. '.repeat(50));
    expect(await failing({ DATABASE_URL: `file:${path}` })).toBe(
      `Cannot open database file:${path}: the file is not a SQLite database\n`,
    );
  });
});

/** Whether a process has its own way to end: until then the system's counts. */
async function catchesSigterm(pid: number): Promise<boolean> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  const caught = BigInt(`0x${/^SigCgt:\s*(\w+)$/m.exec(status)?.[1] ?? '0'}`);
  return (caught & (1n << 14n)) !== 0n;
}

/** A connection of our own; `received` is all that came when it was closed. */
async function open(url: string): Promise<{ socket: Socket; received: Promise<string> }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  socket.on('close', () => resolve(text));
  socket.on('error', () => {});
  await new Promise((connected) => socket.once('connect', connected));
  return { socket, received: promise };
}
