import { describe, expect, test } from 'bun:test';
import type { NewPrediction } from '../../../src/core/store.ts';
import { testApp } from '../../support/app.ts';
import { aPrediction, idAt, noon } from '../../support/prediction.ts';

interface Page {
  items: { id: string; prediction: number | null; createdAt: string }[];
  next: string | null;
}

const hour = 3_600_000;

async function history(...made: Partial<NewPrediction>[]) {
  const app = await testApp();
  const ids: string[] = [];
  for (const [i, changes] of made.entries()) {
    const createdAt = new Date(noon + i * hour);
    const { id } = await app.store.record(
      aPrediction({ id: idAt(createdAt.getTime()), createdAt, ...changes }),
    );
    ids.push(id);
  }
  const page = async (query = '') => {
    const response = await app.send(`/predictions${query}`);
    expect(response.status).toBe(200);
    return { ...((await response.json()) as Page), link: response.headers.get('link') };
  };
  return { ...app, ids, page };
}

describe('GET /predictions', () => {
  test('is empty at first', async () => {
    const { page } = await history();
    expect(await page()).toEqual({ items: [], next: null, link: null });
  });

  test('shows the newest first', async () => {
    const { page, ids } = await history({}, {}, {});
    expect((await page()).items.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  test('shows 20 at once unless asked otherwise', async () => {
    const { page } = await history(...Array.from({ length: 21 }, () => ({})));
    expect((await page()).items).toHaveLength(20);
    expect((await page('?limit=100')).items).toHaveLength(21);
    expect((await page('?limit=1')).items).toHaveLength(1);
  });

  test('leads from page to page by its cursor, each prediction once, though new ones arrive', async () => {
    const { page, ids, store } = await history(...Array.from({ length: 7 }, () => ({})));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { items, next }: Page = await page(`?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...items.map(({ id }) => id));
      await store.record(aPrediction({ id: idAt(noon + 100 * hour) }));
      cursor = next;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test('leads from page to page by its Link, which keeps the filters', async () => {
    const { send, ids } = await history(
      ...Array.from({ length: 5 }, (_, i) => ({ digit: i === 2 ? (3 as const) : (7 as const) })),
    );
    const seen: string[] = [];
    let path: string | undefined = '/predictions?limit=2&prediction=7&from=2026-01-01T00:00:00%2B01:00';
    while (path !== undefined) {
      const response: Response = await send(path);
      const { items } = (await response.json()) as Page;
      seen.push(...items.map(({ id }) => id));
      path = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(ids.toReversed().filter((id) => id !== ids[2]));
  });

  test.each(['x', 'djE6', 'djE6YWJj=', 'AAAA', '%20', '../..', 'v1:abc', btoa('v2:abc'), btoa('v1:a b')])(
    'a cursor like %p is none of ours',
    async (cursor) => {
      const { send } = await history();
      const response = await send(`/predictions?cursor=${encodeURIComponent(cursor)}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ field: 'cursor' }] });
    },
  );

  test('filters by digit, status, label, model and time', async () => {
    const { page, ids } = await history(
      { digit: 7 },
      { digit: 3, status: 'unsure' },
      { digit: null, status: 'blank', label: 0 },
      { digit: 7, label: 1, model: { name: 'inkwell', version: '2.0.0', sha256: 'cd'.repeat(32) } },
    );
    const found = async (query: string) =>
      (await page(`?${query}`)).items.map(({ id }) => ids.indexOf(id)).toSorted();
    expect(await found('prediction=7')).toEqual([0, 3]);
    expect(await found('status=unsure')).toEqual([1]);
    expect(await found('label=any')).toEqual([2, 3]);
    expect(await found('label=none')).toEqual([0, 1]);
    expect(await found('label=0')).toEqual([2]);
    expect(await found('model=2.0.0')).toEqual([3]);
    expect(await found('from=2026-01-01T14:00:00Z')).toEqual([2, 3]);
    expect(await found('from=2026-01-01T14:00:00%2B02:00')).toEqual([0, 1, 2, 3]);
    expect(await found('until=2026-01-01T14:00:00Z')).toEqual([0, 1]);
    expect(await found('from=2026-01-02')).toEqual([]);
    expect(await found('prediction=7&label=none')).toEqual([0]);
    expect(await found('labelled=wrong')).toEqual([2, 3]);
    expect(await found('sampled=true')).toEqual([]);
    expect(await found('minConfidence=0.9&maxConfidence=1&sampled=false')).toEqual([0, 1, 2, 3]);
    expect(await found('maxConfidence=0.5')).toEqual([]);
  });

  test.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', 'many'],
    ['limit', ''],
    ['prediction', '10'],
    ['prediction', 'seven'],
    ['status', 'fine'],
    ['label', '10'],
    ['label', 'some'],
    ['from', 'yesterday'],
    ['from', '2026-13-01'],
    ['from', '2026-02-30T12:00:00Z'],
    ['until', '2026-01-01T12:00:00'],
    ['until', '1767268800000'],
    ['model', 'x'.repeat(65)],
    ['labelled', 'maybe'],
    ['sampled', 'yes'],
    ['minConfidence', '-0.1'],
    ['maxConfidence', '95'],
  ])('%s=%s is refused by name', async (field, value) => {
    const { send } = await history();
    const response = await send(`/predictions?${new URLSearchParams({ [field]: value })}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: '/problems/malformed',
      errors: [{ field, message: expect.any(String) }],
    });
  });
});

describe('/predictions/{id}', () => {
  test('GET shows what POST /predict answered', async () => {
    const { send, ids } = await history({ digit: 7, confidence: 0.75, label: 1 });
    const response = await send(`/predictions/${ids[0]}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: ids[0], prediction: 7, confidence: 0.75, label: 1 });
  });

  test('several digits are told with their boxes', async () => {
    const digit = (x: number) => ({
      digit: 4 as const,
      confidence: 0.9,
      box: { x, y: 2, width: 10, height: 20 },
    });
    const reading = { text: '44', digits: [digit(1), digit(12)] };
    const { send, ids } = await history({ status: 'multiple', digit: null, reading });
    expect(await (await send(`/predictions/${ids[0]}`)).json()).toMatchObject({
      prediction: null,
      status: 'multiple',
      reading,
    });
  });

  test('DELETE removes it, once', async () => {
    const { send, ids, page } = await history({}, {});
    const response = await send(`/predictions/${ids[0]}`, { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect((await send(`/predictions/${ids[0]}`)).status).toBe(404);
    expect((await send(`/predictions/${ids[0]}`, { method: 'DELETE' })).status).toBe(404);
    expect((await page()).items.map(({ id }) => id)).toEqual([ids[1] ?? '']);
  });

  test('an id that is not even text is malformed', async () => {
    const { send } = await history();
    expect((await send('/predictions/%ff')).status).toBe(400);
  });

  test.each(['none', '%00', '%F0%9F%92%A9', '..%2f..', 'a%20b', "'--", 'x'.repeat(8000)])(
    '%s is nobody’s id',
    async (id) => {
      const { send } = await history();
      for (const method of ['GET', 'DELETE']) {
        const response = await send(`/predictions/${id}`, { method });
        expect(response.status).toBe(404);
        expect(response.headers.get('content-type')).toBe('application/problem+json');
      }
    },
  );
});
