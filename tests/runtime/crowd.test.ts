import { afterAll, afterEach, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Crowd, openCrowd } from '../../bench/idle/crowd.ts';
import { scratchFolder } from '../support/database.ts';
import { spawnService } from '../support/service.ts';
import { seven } from '../support/seven.ts';

setDefaultTimeout(60_000);

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
let files = 0;
const open: { service: ReturnType<typeof spawnService>; crowds: Crowd[] }[] = [];
afterEach(() => {
  for (const { service, crowds } of open.splice(0)) {
    for (const crowd of crowds) crowd.leave();
    service.child.kill('SIGKILL');
  }
});

async function start(env: Record<string, string> = {}) {
  const path = join(folder.path, `${files++}.db`);
  const service = spawnService({ DATABASE_URL: `file:${path}`, WORKERS: '2', LOG_LEVEL: 'info', ...env });
  const crowds: Crowd[] = [];
  open.push({ service, crowds });
  const url = await service.url();
  const post = () => fetch(`${url}/predict`, { method: 'POST', body: seven.png });
  // From now on all is there that is only loaded when it is needed.
  for (let i = 0; i < 4; i++) expect((await post()).status).toBe(201);
  return {
    service,
    post,
    url,
    handles: () => readdirSync(`/proc/${service.child.pid}/fd`).length,
    async crowd(counts: Parameters<typeof openCrowd>[1]) {
      const crowd = await openCrowd(Number(new URL(url).port), counts);
      crowds.push(crowd);
      return crowd;
    },
  };
}

const slow = {
  'a byte of the body a second': 40,
  'a chunk of one byte a second': 40,
  'half a body, then nothing': 40,
  'a byte of the head a second': 40,
  'half a head, then nothing': 40,
  'open, and nothing more': 40,
} as const;

test.if(process.platform === 'linux')(
  'slow, half-open and idle connections keep nobody from an answer, and leave nothing behind',
  async () => {
    const { post, url, handles, crowd } = await start({ MAX_QUEUE: '8' });
    const before = handles();
    const many = await crowd({ ...slow, 'idle between two requests': 200 });
    // All have been accepted when the last one has its answer.
    while ((many.statuses()['200'] ?? 0) < 200) await Bun.sleep(10);
    expect(handles()).toBeGreaterThan(before + 300);
    // More bodies are under way than may wait; those that have come are read all the same.
    for (let i = 0; i < 5; i++) expect((await post()).status).toBe(201);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    many.leave();
    while (handles() > before + 4) await Bun.sleep(20);
    expect((await post()).status).toBe(201);
  },
);

test('at SIGTERM slow senders keep it no longer than it takes to find them slow, and everybody is answered', async () => {
  const { service, url, crowd } = await start({ SHUTDOWN_GRACE_MS: '40000' });
  const many = await crowd(slow);
  const honest = await Promise.all(Array.from({ length: 20 }, () => sendHalf(Number(new URL(url).port))));
  // Later requests are answered, so the earlier ones have arrived.
  for (let i = 0; i < 20; i++) await fetch(`${url}/livez`, { keepalive: false });
  service.child.kill('SIGTERM');
  expect((await service.nextLine('stopping'))?.inFlight).toBeGreaterThanOrEqual(honest.length);
  for (const { sendRest } of honest) sendRest();
  const answers = await Promise.all(honest.map(({ answer }) => answer));
  expect(answers.filter((answer) => !answer.startsWith('HTTP/1.1 201'))).toEqual([]);
  expect(await service.child.exited).toBe(0);
  expect(many.statuses()).toEqual({ 408: 120 });
});

/** A request of which half has been sent. */
async function sendHalf(port: number) {
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_, bytes) => resolve(bytes.toString()),
      close: () => resolve('closed'),
      error: () => resolve('broken'),
    },
  });
  const half = seven.png.length >> 1;
  socket.write(`POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${seven.png.length}\r\n\r\n`);
  socket.write(seven.png.subarray(0, half));
  return { answer, sendRest: () => void socket.write(seven.png.subarray(half)) };
}
