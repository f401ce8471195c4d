import { describe, expect, test } from 'bun:test';
import { apiKeyHash, newApiKey } from '../../../src/core/access/api-key.ts';
import { testApp } from '../../support/app.ts';
import { seven } from '../../support/seven.ts';

const key = '8e03978e-40d5-43dd-bc93-6894a57f9324';
type Send = Awaited<ReturnType<typeof testApp>>['send'];

const post = (send: Send, body: RequestInit['body'], headers: Record<string, string> = {}, query = '') =>
  send(`/predict${query}`, {
    method: 'POST',
    body: body ?? null,
    headers: { 'idempotency-key': key, ...headers },
  });
const json = (fields: object) => JSON.stringify({ image: seven.png.toBase64(), ...fields });

describe('a retry with the same Idempotency-Key', () => {
  test('gets the same answer, reads nothing again and leaves no second row', async () => {
    const { send, store, deps } = await testApp();
    const first = await post(send, seven.png);
    const recognise = deps.recogniser.recognise;
    Object.assign(deps.recogniser, { recognise: () => Promise.reject(new Error('read again')) });
    try {
      const second = await post(send, seven.png);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(await second.json()).toEqual(await first.json());
      expect(second.headers.get('location')).toBe(first.headers.get('location'));
      expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([
        null,
        'true',
      ]);
      expect((await store.list({ limit: 100 })).items).toHaveLength(1);
    } finally {
      Object.assign(deps.recogniser, { recognise });
    }
  });

  test('is the same however the picture is wrapped and the key is quoted', async () => {
    const { send, store } = await testApp();
    const form = new FormData();
    form.set('image', new File([seven.png], 'seven.png'));
    const answers = [
      await post(send, seven.png),
      await post(send, form),
      await post(send, json({})),
      await post(send, seven.png, { 'idempotency-key': `"${key}"` }),
    ];
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { id: string }).id),
    );
    expect(new Set(ids).size).toBe(1);
    expect((await store.list({ limit: 100 })).items).toHaveLength(1);
  });

  test('in a race gets one row', async () => {
    const { send, store } = await testApp();
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(send, seven.png)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 201));
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { id: string }).id),
    );
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.has('idempotency-replayed'))).toHaveLength(11);
    expect((await store.list({ limit: 100 })).items).toHaveLength(1);
  });

  test('may ask for the steps again, and still makes no second row', async () => {
    const { send, store } = await testApp();
    await post(send, seven.png, {}, '?explain=true');
    const again = await post(send, seven.png, {}, '?explain=true');
    expect(await again.json()).toMatchObject({ prediction: 7, stages: expect.any(Array) });
    expect((await store.list({ limit: 100 })).items).toHaveLength(1);
  });

  test('after a day is a new request', async () => {
    let now = new Date();
    const { send, store } = await testApp({ clock: () => now });
    await post(send, seven.png);
    now = new Date(now.getTime() + 25 * 3_600_000);
    const later = await post(send, seven.jpeg);
    expect([later.status, later.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect((await store.list({ limit: 100 })).items).toHaveLength(2);
  });

  test('of a prediction that was deleted is told so', async () => {
    const { send } = await testApp();
    const first = await post(send, seven.png);
    await send(first.headers.get('location') ?? '', { method: 'DELETE' });
    const retry = await post(send, seven.png);
    expect(retry.status).toBe(409);
    expect(await retry.text()).toContain('was deleted');
  });
});

describe('another request under the same key', () => {
  test.each([
    ['another picture', seven.jpeg, ''],
    ['another label', json({ label: 7 }), ''],
    ['another query', seven.png, '?explain=true'],
  ] as const)('with %s is refused', async (_, body, query) => {
    const { send, store } = await testApp();
    await post(send, seven.png);
    const other = await post(send, body, {}, query);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ type: '/problems/key-reused' });
    expect((await store.list({ limit: 100 })).items).toHaveLength(1);
  });

  test('in a race leaves one row, and the other is refused', async () => {
    const { send, store } = await testApp();
    const answers = await Promise.all([
      post(send, seven.png),
      post(send, seven.jpeg),
      post(send, seven.webp),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422]);
    expect((await store.list({ limit: 100 })).items).toHaveLength(1);
  });

  test('of another API key is another’s: neither sees the other’s answer', async () => {
    const { send, store, deps } = await testApp();
    const keys = [newApiKey(), newApiKey()];
    for (const [i, one] of keys.entries())
      await deps.accessStore.create({
        id: `key-${i}`,
        name: 'a',
        scopes: ['predict'],
        sha256: await apiKeyHash(one),
        createdAt: new Date(),
      });
    await Bun.sleep(0);
    const [mine, theirs] = await Promise.all(
      keys.map((one) => post(send, seven.png, { authorization: `Bearer ${one}` })),
    );
    expect([mine?.status, theirs?.status]).toEqual([201, 201]);
    expect((await store.list({ limit: 100 })).items).toHaveLength(2);
  });
});

test('requests without a key, or with keys of their own, are each their own', async () => {
  const { send, store } = await testApp();
  await send('/predict', { method: 'POST', body: seven.png });
  await send('/predict', { method: 'POST', body: seven.png });
  await post(send, seven.png);
  await post(send, seven.png, { 'idempotency-key': 'another' });
  expect((await store.list({ limit: 100 })).items).toHaveLength(4);
});

test('a picture that cannot be read uses up no key', async () => {
  const { send } = await testApp();
  expect((await post(send, seven.png.slice(0, 100))).status).toBe(422);
  expect((await post(send, seven.png)).status).toBe(201);
});

test.each(['', '""', 'two words', 'x'.repeat(256), 'a"b', '"a', 'ké'])(
  'the key %p is malformed',
  async (bad) => {
    const { send, store } = await testApp();
    const response = await post(send, seven.png, { 'idempotency-key': bad });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
    expect((await store.list({ limit: 100 })).items).toHaveLength(0);
  },
);
