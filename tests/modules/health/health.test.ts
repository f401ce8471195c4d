import { describe, expect, test } from 'bun:test';
import { UnavailableError } from '../../../src/core/errors.ts';
import { testApp } from '../../support/app.ts';

describe('/livez', () => {
  test('is alive, and asks nobody', async () => {
    const fail = async () => {
      throw new Error('asked');
    };
    const { deps } = await testApp();
    const { send, store } = await testApp({
      accepting: () => false,
      recogniser: { ...deps.recogniser, recognise: fail },
    });
    store.checkWritable = fail;
    const response = await send('/livez');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'alive' });
  });
});

describe('/readyz', () => {
  test('is ready when the model reads and the database writes', async () => {
    const { send, store } = await testApp();
    const response = await send('/readyz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready', checks: ['accepting', 'model', 'database'] });
    expect((await store.list({ limit: 1 })).items).toEqual([]);
  });

  const broken: [string, () => ReturnType<typeof testApp>][] = [
    ['accepting', () => testApp({ accepting: () => false })],
    [
      'model',
      async () => {
        const { deps } = await testApp();
        const recognise = async () => {
          throw new Error('the worker died at /srv/secret');
        };
        return testApp({ recogniser: { ...deps.recogniser, recognise } });
      },
    ],
    [
      'database',
      async () => {
        const app = await testApp();
        app.store.checkWritable = async () => {
          throw new UnavailableError('the disk is full');
        };
        return app;
      },
    ],
  ];
  test.each(broken)('names the check that fails: %s', async (name, make) => {
    const { send } = await make();
    const response = await send('/readyz');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as { detail: string };
    expect(problem.detail).toContain(`"${name}"`);
    expect(problem.detail).not.toContain('secret');
  });

  test('a closed database is not ready', async () => {
    const { send, store } = await testApp();
    await store.close();
    expect(await (await send('/readyz')).json()).toMatchObject({ status: 503 });
  });
});
