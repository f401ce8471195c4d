import { describe, expect, test } from 'bun:test';
import { allowedMethods } from '../../src/http/allowed-methods.ts';
import { testApp } from '../support/app.ts';

describe('allowedMethods', () => {
  const allowed = allowedMethods(() => [
    { method: 'GET', path: '/' },
    { method: 'POST', path: '/' },
    { method: 'GET', path: '/things/:id' },
    { method: 'DELETE', path: '/things/:id' },
    { method: 'PUT', path: '/things/:id/label' },
    { method: 'GET', path: '/files/*' },
    { method: 'PUT', path: '/things/newest' },
  ]);

  test.each([
    ['/', ['GET', 'HEAD', 'OPTIONS', 'POST']],
    ['/things/7', ['DELETE', 'GET', 'HEAD', 'OPTIONS']],
    ['/things/7/', ['DELETE', 'GET', 'HEAD', 'OPTIONS']],
    ['/things/7/label', ['OPTIONS', 'PUT']],
    ['/things/newest', ['OPTIONS', 'PUT']],
    ['/files/a/b', ['GET', 'HEAD', 'OPTIONS']],
    ['/things', []],
    ['/things//label', []],
    ['/things/7/other', []],
    ['/thingsx/7', []],
  ])('%s → %p', (path, methods) => {
    expect(allowed(path)).toEqual(methods);
  });
});

describe('the app', () => {
  test.each([
    ['GET', '/predict', 'OPTIONS, POST'],
    ['PUT', '/predictions', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/predictions/some-id', 'DELETE, GET, HEAD, OPTIONS'],
    ['DELETE', '/images/some-id', 'GET, HEAD, OPTIONS'],
    ['GET', '/images/some-id/label', 'DELETE, OPTIONS, PUT'],
    ['GET', '/models/active', 'OPTIONS, PUT'],
    ['DELETE', '/models/active', 'OPTIONS, PUT'],
    ['POST', '/livez', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/swagger/json', 'GET, HEAD, OPTIONS'],
  ])('answers %s %s with 405 and what would be allowed', async (method, path, allow) => {
    const { send } = await testApp();
    const response = await send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await response.json()).toMatchObject({
      type: '/problems/method-not-allowed',
      status: 405,
      instance: path,
    });
  });

  test('answers OPTIONS with what is allowed, and nothing else', async () => {
    const { send } = await testApp();
    const response = await send('/predict', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('OPTIONS, POST');
    expect(await response.text()).toBe('');
    expect((await send('/nowhere', { method: 'OPTIONS' })).status).toBe(404);
  });

  test.each(['/livez', '/predictions', '/swagger', '/swagger/json', '/'])(
    'answers HEAD %s like GET, without the body',
    async (path) => {
      const { send } = await testApp();
      const get = await send(path);
      const head = await send(path, { method: 'HEAD' });
      expect(head.status).toBe(get.status);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(await head.text()).toBe('');
      expect(head.headers.get('content-length')).toBe(String((await get.arrayBuffer()).byteLength));
    },
  );
});
