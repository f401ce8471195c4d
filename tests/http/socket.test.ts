import { afterAll, expect, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { serve } from '../../src/runtime/serve.ts';
import { testApp } from '../support/app.ts';
import { seven } from '../support/seven.ts';

const { app, deps, lines } = await testApp();
const server = serve({ host: '127.0.0.1', port: 0 }, app.fetch);
afterAll(() => server.stop(0));

/** Sends text over a socket of its own and collects what comes back. */
function open(head: string): { socket: Socket; answer: (until: RegExp) => Promise<string> } {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (data) => {
    received += data;
  });
  socket.on('error', () => {});
  socket.write(head);
  const answer = async (until: RegExp) => {
    while (!until.test(received) && !socket.closed) await Bun.sleep(5);
    socket.destroy();
    return received;
  };
  return { socket, answer };
}

const head = (...lines: string[]) =>
  `${['POST /predict HTTP/1.1', 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`;
const problem = /"requestId":"[^"]+"\}/;

test('an image sent over the wire is read', async () => {
  const response = await fetch(`${server.url}/predict`, { method: 'POST', body: seven.jpeg });
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({ prediction: 7 });
});

test('an image sent in chunks of unknown number is read', async () => {
  const body = new ReadableStream({
    async start(controller) {
      for (let at = 0; at < seven.png.length; at += 500) {
        controller.enqueue(seven.png.slice(at, at + 500));
        await Bun.sleep(1);
      }
      controller.close();
    },
  });
  const response = await fetch(`${server.url}/predict`, { method: 'POST', body });
  expect(response.status).toBe(201);
});

test('a declared length over the limit is answered, in words, before any of it is sent', async () => {
  for (const length of [2_000_000, 100_000_000, 9_000_000_000]) {
    const answer = await open(head(`Content-Length: ${length}`)).answer(problem);
    expect(answer).toStartWith('HTTP/1.1 413');
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain(`"limit":{"setting":"MAX_IMAGE_BYTES","actual":${length},"maximum":1048576}`);
  }
});

test('a body without a length is answered as soon as it passes the limit', async () => {
  const { socket, answer } = open(head('Transfer-Encoding: chunked'));
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  for (let i = 0; i < 32; i++) socket.write(chunk);
  const text = await answer(problem);
  expect(text).toStartWith('HTTP/1.1 413');
  expect(text).toContain('MAX_IMAGE_BYTES');
});

test.each(['Content-Length: 5000', 'Transfer-Encoding: chunked'])(
  'a sender who hangs up (%s) leaves nothing behind, and the next one is served',
  async (header) => {
    const before = (await deps.store.list({ limit: 100 })).items.length;
    const { socket } = open(head('Content-Type: image/png', header));
    await Bun.sleep(20);
    socket.write('3e8\r\nabc');
    await Bun.sleep(20);
    socket.destroy();
    await Bun.sleep(50);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect((await deps.store.list({ limit: 100 })).items).toHaveLength(before);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  },
);

test.each(['/history', '/predictions', '/livez'])(
  'a Host header that is none is the client’s mistake: %s',
  async (path) => {
    const answer = await open(`GET ${path} HTTP/1.1\r\nHost: a b\r\n\r\n`).answer(problem);
    expect(answer).toStartWith('HTTP/1.1 400');
    expect(answer).toContain('the Host header names no host');
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
  },
);

test.each([
  ['HEAD', '/livez', 200],
  ['HEAD', '/nowhere', 404],
  ['OPTIONS', '/predict', 204],
  ['GET', '/predict', 405],
  ['GET', '/predictions/%ff', 400],
])('%s %s is %d over the wire as well', async (method, path, status) => {
  const response = await fetch(`${server.url}${path}`, { method });
  expect(response.status).toBe(status);
  expect(response.headers.get('x-request-id')).toMatch(/./);
  expect(response.headers.get('content-security-policy')).toMatch(/./);
});
