import { describe, expect, test } from 'bun:test';
import { createGate } from '../../../src/core/access/gate.ts';
import { hashPassword } from '../../../src/core/access/password.ts';
import { newSessionSecret } from '../../../src/core/access/session.ts';
import { openAccess } from '../../../src/core/access/settings.ts';
import { UnavailableError } from '../../../src/core/errors.ts';
import { testApp } from '../../support/app.ts';

const access = { ...openAccess, allowOpen: false, password: 'open sesame' };
const html = { accept: 'text/html' };
type Send = Awaited<ReturnType<typeof testApp>>['send'];

const signIn = (send: Send, password: string, fields: Record<string, string> = {}, headers = {}) =>
  send('/sign-in', { method: 'POST', body: new URLSearchParams({ password, ...fields }), headers });
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';

describe('whoever knows the password', () => {
  test('gets a session that opens every page, and goes on to where they wanted to go', async () => {
    const { send } = await testApp({ access });
    const response = await signIn(send, 'open sesame', { next: '/history?digit=7' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/history?digit=7']);
    const cookie = cookieOf(response);
    expect(response.headers.get('set-cookie')).toMatch(/; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/);
    const page = await send('/history', { headers: { ...html, cookie } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Sign out');
    expect((await send('/predictions/none', { method: 'DELETE', headers: { cookie } })).status).toBe(404);
  });

  test('may have set it as a hash', async () => {
    const password = await hashPassword('open sesame');
    expect(password).not.toContain('$');
    const { send } = await testApp({ access: { ...access, password } });
    expect((await signIn(send, 'open sesame')).status).toBe(303);
    expect((await signIn(send, password)).status).toBe(401);
  });

  test('gets a cookie for encrypted connections alone when a trusted proxy says that this is one', async () => {
    const proxied = { ...access, trustedProxies: ['10.0.0.1'] };
    const { send } = await testApp({ access: proxied, addressOf: () => '10.0.0.1' });
    const https = await signIn(send, 'open sesame', {}, { 'x-forwarded-proto': 'https' });
    expect(https.headers.get('set-cookie')).toEndWith('; Secure');
    const { send: direct } = await testApp({ access: proxied, addressOf: () => '192.0.2.1' });
    const claimed = await signIn(direct, 'open sesame', {}, { 'x-forwarded-proto': 'https' });
    expect(claimed.headers.get('set-cookie')).not.toContain('Secure');
  });

  test('signs out, and the browser forgets', async () => {
    const { send } = await testApp({ access });
    const response = await send('/sign-out', { method: 'POST' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(response.headers.get('set-cookie')).toStartWith('inkwell_session=; Path=/; Max-Age=0');
  });
});

describe('whoever doesn’t', () => {
  test.each(['', 'Open sesame', 'open sesame ', 'open sesam', 'x'.repeat(1000)])(
    'is told so for %p, and gets nothing',
    async (password) => {
      const { send } = await testApp({ access });
      const response = await signIn(send, password, { next: '/history' });
      expect(response.status).toBe(401);
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(await response.text()).toContain('That isn’t the password');
    },
  );

  test('may guess ten times, then has to wait', async () => {
    const { send } = await testApp({ access });
    for (let i = 0; i < 10; i++) expect((await signIn(send, `guess ${i}`)).status).toBe(401);
    const response = await signIn(send, 'open sesame');
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('never finds a password in the log', async () => {
    const { send, lines } = await testApp({ access });
    await signIn(send, 'my other password');
    await signIn(send, 'open sesame');
    await new Promise(setImmediate);
    expect(lines).not.toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/password|sesame|inkwell_session/);
  });
});

describe('a session', () => {
  test('that was forged, cut, changed or is of another service proves nothing', async () => {
    const { send } = await testApp({ access });
    const cookie = cookieOf(await signIn(send, 'open sesame'));
    const [name, value = ''] = cookie.split('=');
    const [expires, random, signature = ''] = value.split('.');
    const other = await testApp({ access });
    const forged = [
      '',
      'x',
      value.slice(0, -1),
      `${Number(expires) + 1}.${random}.${signature}`,
      `${expires}.${random}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${expires}..${signature}`,
      cookieOf(await signIn(other.send, 'open sesame')).split('=')[1],
    ];
    for (const one of forged)
      expect((await send('/history', { headers: { cookie: `${name}=${one}` } })).status).toBe(401);
    expect((await send('/history', { headers: { cookie: `a=b; ${cookie}; c=d` } })).status).toBe(200);
  });

  test('ends after a week', async () => {
    let now = new Date();
    const { send } = await testApp({ access, clock: () => now });
    const cookie = cookieOf(await signIn(send, 'open sesame'));
    const ask = async () => (await send('/history', { headers: { cookie } })).status;
    expect(await ask()).toBe(200);
    now = new Date(now.getTime() + 7 * 86_400_000 + 1000);
    expect(await ask()).toBe(401);
  });

  test('ends when the password is changed, and outlives a restart otherwise', async () => {
    const { send, deps } = await testApp({ access });
    const cookie = cookieOf(await signIn(send, 'open sesame'));
    const restarted = await testApp({ access, accessStore: deps.accessStore });
    expect((await restarted.send('/history', { headers: { cookie } })).status).toBe(200);
    const changed = await testApp({
      access: { ...access, password: 'another' },
      accessStore: deps.accessStore,
    });
    expect((await changed.send('/history', { headers: { cookie } })).status).toBe(401);
  });
});

test('all sessions end at once when somebody says so, and new ones begin', async () => {
  const { deps } = await testApp({ access });
  const gate = createGate({ access, accessStore: deps.accessStore, clock: deps.clock, fresh: 0 });
  const { send } = await testApp({ access, accessStore: deps.accessStore, gate });
  const ask = async (cookie: string) => (await send('/history', { headers: { cookie } })).status;
  const [mine, stolen] = [
    cookieOf(await signIn(send, 'open sesame')),
    cookieOf(await signIn(send, 'open sesame')),
  ];
  expect([await ask(mine), await ask(stolen), await ask(mine)]).toEqual([200, 200, 200]);
  await deps.accessStore.replaceSessionSecret(newSessionSecret());
  expect([await ask(mine), await ask(stolen)]).toEqual([401, 401]);
  const next = cookieOf(await signIn(send, 'open sesame'));
  expect([await ask(next), await ask(mine)]).toEqual([200, 401]);
});

test('a database that is away for a moment ends no session', async () => {
  const { deps } = await testApp({ access });
  const accessStore = { ...deps.accessStore };
  const gate = createGate({ access, accessStore, clock: deps.clock, fresh: 0 });
  const { send } = await testApp({ access, accessStore, gate });
  const cookie = cookieOf(await signIn(send, 'open sesame'));
  accessStore.sessionSecret = () => Promise.reject(new UnavailableError('the database is busy'));
  expect((await send('/history', { headers: { cookie } })).status).toBe(200);
});

describe('the way in', () => {
  test.each([
    'https://attacker.example',
    '//attacker.example',
    '/\\attacker.example',
    'javascript:alert(1)',
    '/sign-out',
    '/a b',
  ])('leads nowhere else, whatever `next` says: %s', async (next) => {
    const { send } = await testApp({ access });
    const response = await signIn(send, 'open sesame', { next });
    expect(response.headers.get('location')).toBe('/');
  });

  test('writes what it was given as text', async () => {
    const { send } = await testApp({ access });
    const page = await (await send('/sign-in?next=/%22%3E%3Cscript%3E', { headers: html })).text();
    expect(page).toContain('value="/&#34;><script>"');
    expect(page).toContain('type="password"');
  });

  test('is not shown where there is no password', async () => {
    const { send } = await testApp();
    const response = await send('/sign-in?next=/history', { headers: html });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/history']);
    expect(await (await send('/', { headers: html })).text()).not.toContain('Sign out');
  });
});
