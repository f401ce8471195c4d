import { describe, expect, test } from 'bun:test';
import { apiKeyHash, newApiKey } from '../../src/core/access/api-key.ts';
import type { Scope } from '../../src/core/access/scopes.ts';
import { openAccess } from '../../src/core/access/settings.ts';
import type { AppDeps } from '../../src/deps.ts';
import { testApp } from '../support/app.ts';
import { seven } from '../support/seven.ts';

const closed = { ...openAccess, allowOpen: false };
const withPassword = { ...closed, password: 'open sesame' };
const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

/** An app with a key of this scope. */
async function appWithKey(scopes: readonly Scope[], changes: Partial<AppDeps> = {}) {
  const app = await testApp({ access: closed, ...changes });
  const key = newApiKey();
  const id = `key-${scopes.join('-')}`;
  await app.deps.accessStore.create({
    id,
    name: 'test',
    scopes,
    sha256: await apiKeyHash(key),
    createdAt: new Date(),
  });
  return { ...app, key, id };
}

describe('without password and keys', () => {
  test('everything is open to this machine', async () => {
    const { send } = await testApp({ access: closed });
    expect((await send('/predictions')).status).toBe(200);
    expect((await send('/predict', { method: 'POST', body: seven.png })).status).toBe(201);
  });

  test.each([
    'localhost:3000',
    '127.0.0.1',
    '[::1]:3000',
    '192.168.1.20:3000',
    'pi',
    'pi.local:3000',
    'inkwell.lan',
  ])('the Host %s is ours', async (host) => {
    const { send } = await testApp({ access: closed });
    expect((await send('/predictions', { headers: { host } })).status).toBe(200);
  });

  test.each(['attacker.example', 'attacker.example:3000', '127.0.0.1.nip.io', 'localhost.attacker.example'])(
    'the Host %s may be another’s that leads here, and is refused unless somebody said otherwise',
    async (host) => {
      const refused = await (await testApp({ access: closed })).send('/predictions', { headers: { host } });
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('ALLOW_OPEN');
      const allowed = await (await testApp()).send('/predictions', { headers: { host } });
      expect(allowed.status).toBe(200);
    },
  );
});

describe('a key', () => {
  test('closes the door to all who have none, at once for the one who made it and soon for all', async () => {
    const { send, key } = await appWithKey(['read']);
    const response = await send('/predictions');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toStartWith('Bearer');
    expect(await response.json()).toMatchObject({ type: '/problems/unauthenticated' });
    expect((await send('/predictions', bearer(key))).status).toBe(200);
  });

  test.each([
    ['read', 'GET', '/predictions', 200],
    ['read', 'GET', '/metrics', 200],
    ['read', 'POST', '/predict', 403],
    ['read', 'DELETE', '/predictions/none', 403],
    ['predict', 'POST', '/predict', 201],
    ['predict', 'GET', '/predictions', 403],
    ['predict', 'PUT', '/images/none/label', 404],
    ['predict', 'DELETE', '/images/none/label', 404],
    ['predict', 'POST', '/history/none/delete', 403],
    ['predict', 'DELETE', '/predictions/none', 403],
    ['admin', 'GET', '/predictions', 200],
    ['admin', 'POST', '/predict', 201],
    ['admin', 'DELETE', '/predictions/none', 404],
  ] as const)('with the scope %s may %s %s: %d', async (scope, method, path, status) => {
    const { send, key } = await appWithKey([scope]);
    const body = path === '/predict' ? seven.png : method === 'PUT' ? '{"label":7}' : undefined;
    const response = await send(path, { method, ...(body && { body }), ...bearer(key) });
    expect(response.status).toBe(status);
    if (status === 403) expect(await response.text()).toMatch(/scope/);
  });

  test('that is unknown, garbled, revoked or of another scheme is worth nothing', async () => {
    const { send, key, id, deps } = await appWithKey(['admin']);
    for (const authorization of [
      `Bearer ${newApiKey()}`,
      `Bearer ${key}x`,
      `Bearer ${key.slice(0, -1)}`,
      'Bearer',
      `Basic ${key}`,
      key,
    ])
      expect((await send('/predictions', { headers: { authorization } })).status).toBe(401);
    expect(await deps.accessStore.revoke(id, new Date())).toBe(true);
    expect((await send('/predictions', bearer(key))).status).toBe(401);
  });

  test('that was revoked last leaves the door closed', async () => {
    const { send, id, deps } = await appWithKey(['admin']);
    await deps.accessStore.revoke(id, new Date());
    expect((await send('/predictions')).status).toBe(401);
  });

  test('is kept as a hash alone, with when it was used', async () => {
    const { send, key, deps } = await appWithKey(['read']);
    await send('/predictions', bearer(key));
    await Bun.sleep(20);
    const [kept] = await deps.accessStore.list();
    expect(kept?.lastUsedAt).toBeInstanceOf(Date);
    expect(JSON.stringify(await deps.accessStore.list())).not.toContain(key);
  });

  test('never reaches the log', async () => {
    const { send, key, lines } = await appWithKey(['read']);
    await send('/predictions', bearer(key));
    await send(`/predictions?key=${key}`, bearer(key));
    await send('/predict', { method: 'POST', ...bearer(key) });
    await new Promise(setImmediate);
    expect(lines.length).toBeGreaterThan(2);
    expect(JSON.stringify(lines)).not.toContain(key);
  });
});

describe('a closed door', () => {
  test.each(['/livez', '/readyz', '/sign-in', '/assets/icon.svg', '/problems/forbidden', '/favicon.ico'])(
    'leaves %s open',
    async (path) => {
      const { send } = await testApp({ access: withPassword });
      expect((await send(path)).status).toBeLessThan(400);
    },
  );

  test('hides every other route from strangers, also one that nobody thought of', async () => {
    const { app, send } = await testApp({ access: withPassword });
    const open = /^\/(livez|readyz|sign-in|sign-out|favicon\.ico|assets\/:file|problems\/:name)$/;
    const hidden = app.routes.filter(({ path }) => !open.test(path));
    expect(hidden.length).toBeGreaterThan(15);
    for (const { method, path } of [...hidden, { method: 'GET', path: '/nowhere' }]) {
      const address = path.replace(/:\w+/g, 'x').replace('*', 'x');
      const response = await send(address, { method });
      expect([method, path, response.status]).toEqual([method, path, 401]);
    }
  });

  test.each([
    '/assets/../predictions',
    '/assets/%2e%2e/predictions',
    '//livez/../predictions',
    '/livez/',
    '/LIVEZ',
    '/livez%2f',
  ])('has no side entrance by %s', async (path) => {
    const { send } = await testApp({ access: withPassword });
    expect([401, 404]).toContain((await send(path)).status);
  });

  test('shows people the way in, and programs a problem', async () => {
    const { send } = await testApp({ access: withPassword });
    const page = await send('/history?digit=7', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('location')]).toEqual([
      303,
      '/sign-in?next=%2Fhistory%3Fdigit%3D7',
    ]);
    expect((await send('/history')).status).toBe(401);
    const { send: withoutPassword } = await appWithKey(['read']);
    const closedPage = await withoutPassword('/', { headers: { accept: 'text/html' } });
    expect(closedPage.status).toBe(401);
    expect(await closedPage.text()).toContain('PAGE_PASSWORD');
  });
});

describe('a request from another site’s page', () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost' },
    { origin: 'https://attacker.example' },
    { origin: 'null' },
  ];
  test('changes nothing, whatever it asks for', async () => {
    const { app, send } = await testApp();
    const changing = app.routes.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
    expect(changing.length).toBeGreaterThan(5);
    for (const { method, path } of changing)
      for (const headers of foreign) {
        const response = await send(path.replace(/:\w+/g, 'x'), { method, headers });
        expect([method, path, response.status]).toEqual([method, path, 403]);
      }
  });

  test('is ours when our own page sent it, or nobody says where it comes from', async () => {
    const { send } = await testApp();
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: 'http://localhost', host: 'localhost' },
    ] as Record<string, string>[])
      expect((await send('/predict', { method: 'POST', body: seven.png, headers })).status).toBe(201);
  });

  test('gets no permission to read an answer', async () => {
    const { send } = await testApp();
    const response = await send('/predictions', { headers: { origin: 'https://attacker.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a site that CORS_ORIGINS names', () => {
  const origin = 'https://app.example';
  const access = { ...withPassword, corsOrigins: [origin] };
  const headers = { origin, 'sec-fetch-site': 'cross-site' };

  test('may ask before it asks', async () => {
    const { send } = await testApp({ access });
    const preflight = await send('/predict', {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('may use the API with a key, and never with somebody’s session', async () => {
    const { send, key } = await appWithKey(['predict'], { access });
    const withKey = await send('/predict', {
      method: 'POST',
      body: seven.png,
      headers: { ...headers, authorization: `Bearer ${key}` },
    });
    expect([withKey.status, withKey.headers.get('access-control-allow-origin')]).toEqual([201, origin]);
    const body = new URLSearchParams({ password: 'open sesame' });
    const signedIn = await send('/sign-in', { method: 'POST', body });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await send('/predictions', { headers: { cookie } })).status).toBe(200);
    expect((await send('/predictions', { headers: { ...headers, cookie } })).status).toBe(401);
    expect(
      (await send('/predict', { method: 'POST', body: seven.png, headers: { ...headers, cookie } })).status,
    ).toBe(401);
  });

  test('is the only one', async () => {
    const { send } = await testApp({ access: { ...openAccess, corsOrigins: [origin] } });
    const other = { origin: 'https://app.example.attacker.example', 'access-control-request-method': 'POST' };
    const preflight = await send('/predict', { method: 'OPTIONS', headers: other });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a limit', () => {
  const limited = { ...openAccess, rateLimit: 3 };

  test('is told on every answer, and then obeyed', async () => {
    const { send } = await testApp({ access: limited });
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await send('/predictions'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit'))).toEqual([
      '"default";r=2;t=20',
      '"default";r=1;t=40',
      '"default";r=0;t=60',
      '"default";r=0;t=60',
    ]);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
    expect(answers[3]?.headers.get('retry-after')).toBe('20');
    expect(await answers[3]?.json()).toMatchObject({ type: '/problems/rate-limited', status: 429 });
  });

  test('does not count probes, and counts each client for itself', async () => {
    const addressOf = (request: Request) => request.headers.get('x-test-peer') ?? undefined;
    const { send } = await testApp({ access: { ...limited, rateLimit: 1 }, addressOf });
    const from = (peer: string) => send('/predictions', { headers: { 'x-test-peer': peer } });
    for (let i = 0; i < 3; i++) expect((await send('/livez')).status).toBe(200);
    expect((await from('192.0.2.1')).status).toBe(200);
    expect((await from('192.0.2.1')).status).toBe(429);
    expect((await from('192.0.2.2')).status).toBe(200);
    expect((await from('2001:db8:1:2:3::4')).status).toBe(200);
    expect((await from('2001:db8:1:2:9::9')).status).toBe(429);
  });

  test('believes a proxy’s word for the client when the proxy is trusted, and nobody else’s', async () => {
    const addressOf = (request: Request) => request.headers.get('x-test-peer') ?? undefined;
    const access = { ...limited, rateLimit: 1, trustedProxies: ['10.0.0.0/8'] };
    const { send } = await testApp({ access, addressOf });
    const from = (peer: string, forwarded: string) =>
      send('/predictions', { headers: { 'x-test-peer': peer, 'x-forwarded-for': forwarded } });
    expect((await from('10.0.0.1', '192.0.2.7')).status).toBe(200);
    expect((await from('10.0.0.2', 'spoofed, 192.0.2.7')).status).toBe(429);
    expect((await from('10.0.0.1', '192.0.2.8, 10.0.0.9')).status).toBe(200);
    expect((await from('198.51.100.1', '192.0.2.9')).status).toBe(200);
    expect((await from('198.51.100.1', '192.0.2.10')).status).toBe(429);
  });
});
