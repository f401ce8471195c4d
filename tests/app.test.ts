import { expect, test } from 'bun:test';
import { testApp } from './support/app.ts';
import { seven } from './support/seven.ts';

const { app, send } = await testApp();

test.each([
  'http://pi/livez',
  'http://a:80/livez',
  'http://localhost/livez',
  'http://[::1]:3000/livez',
  'http://127.0.0.1:3000/livez?x',
])('%s is found, however short the host', async (address) => {
  expect((await app.handle(new Request(address))).status).toBe(200);
});

test('an image goes in, the answer comes out, and it is remembered until it is deleted', async () => {
  const made = await send('/predict', { method: 'POST', body: seven.png });
  const location = made.headers.get('location') ?? '';
  const { stages: _, ...answer } = (await made.json()) as { stages?: unknown; image: { url: string } };
  expect(await (await send(location)).json()).toEqual(answer);
  expect(await (await send(answer.image.url)).bytes()).toEqual(seven.png);
  expect((await send(location, { method: 'DELETE' })).status).toBe(204);
  expect((await send(location)).status).toBe(404);
  expect((await send(answer.image.url)).status).toBe(404);
});

test('two apps share nothing', async () => {
  const other = await testApp();
  const made = await send('/predict', { method: 'POST', body: seven.png });
  expect((await other.send(made.headers.get('location') ?? '')).status).toBe(404);
});

test('a browser gets its problems as a page, a program as JSON', async () => {
  const forPeople = await send('/nowhere', {
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
  });
  expect(forPeople.status).toBe(404);
  expect(forPeople.headers.get('content-type')).toContain('text/html');
  expect(await forPeople.text()).toStartWith('<!doctype html>');
  const forPrograms = await send('/nowhere', { headers: { accept: '*/*' } });
  expect(forPrograms.headers.get('content-type')).toBe('application/problem+json');
});

test('a page that cannot be made leaves the problem readable, and the log knows', async () => {
  const { send, lines } = await testApp({ assets: new Map() });
  const response = await send('/nowhere', { headers: { accept: 'text/html' } });
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});
