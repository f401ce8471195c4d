import { expect, test } from 'bun:test';
import { testApp } from '../../support/app.ts';
import { aPrediction } from '../../support/prediction.ts';

interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly reason: string;
    readonly image: { readonly id: string; readonly url: string };
    readonly answer: { readonly prediction: number } | null;
    readonly cursor: string;
  }[];
  readonly next: string | null;
}

const json = (body: unknown, method = 'POST'): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

test('the queue is told page by page, and shrinks with every label', async () => {
  const { send, store } = await testApp();
  for (const confidence of [0.31, 0.62, 0.47])
    await store.record(aPrediction({ confidence, status: 'unsure' }));
  const first = (await (await send('/review/next?limit=2')).json()) as Page;
  expect(first.items.map(({ reason }) => reason)).toEqual(['doubt', 'doubt']);
  expect(first.items[0]?.answer).toEqual({ status: 'unsure', prediction: 7, confidence: 0.31 } as never);
  const second = (await (await send(`/review/next?limit=2&cursor=${first.next}`)).json()) as Page;
  expect(second.items).toHaveLength(1);
  expect(second.next).toBeNull();

  const { image } = first.items[0] ?? {};
  const answer = await send(
    `${image?.url}/label`,
    json({ label: 'not-a-digit', replaces: null, source: 'person' }, 'PUT'),
  );
  expect(answer.status).toBe(200);
  const now = (await (await send('/review/next')).json()) as Page;
  expect(now.items.map(({ id }) => id)).toEqual([first.items[1]?.id ?? '', second.items[0]?.id ?? '']);
});

test('a sample is drawn on demand, and keeps the answer to itself', async () => {
  const { send, store } = await testApp();
  for (let i = 0; i < 5; i++) await store.record(aPrediction());
  expect(((await (await send('/review/next?mode=sample')).json()) as Page).items).toEqual([]);
  const drawn = await send('/review/sample', json({ size: 3 }));
  expect(await drawn.json()).toEqual({ drawn: 3 });
  const { items } = (await (await send('/review/next?mode=sample')).json()) as Page;
  expect(items.map(({ answer, reason }) => ({ answer, reason }))).toEqual(
    Array.from({ length: 3 }, () => ({ answer: null, reason: 'sample' })),
  );
});

test('what makes no sense is refused as a problem', async () => {
  const { send } = await testApp();
  for (const query of ['mode=fast', 'limit=0', 'limit=51', 'cursor=abc', 'cursor=1.2'])
    expect((await send(`/review/next?${query}`)).status).toBe(400);
  for (const size of [0, 1001, 1.5, 'many', null])
    expect((await send('/review/sample', json({ size }))).status).toBe(400);
  expect((await send('/review/sample', json({}))).status).toBe(400);
});
