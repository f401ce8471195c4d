import { describe, expect, test } from 'bun:test';
import { testApp } from '../../support/app.ts';
import { aPrediction } from '../../support/prediction.ts';
import { seven } from '../../support/seven.ts';

async function stored(label: 3 | null = null) {
  const app = await testApp();
  const { image } = await app.store.record(aPrediction({ bytes: seven.png, label }));
  const put = (body: unknown, type = 'application/json') =>
    app.send(`/images/${image.id}/label`, {
      method: 'PUT',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': type },
    });
  return { ...app, image, put, url: `/images/${image.id}` };
}

describe('GET /images/{id}', () => {
  test('gives back what was uploaded, byte for byte, to be kept for good', async () => {
    const { send, url, image } = await stored();
    const response = await send(url);
    expect(response.status).toBe(200);
    expect(await response.bytes()).toEqual(seven.png);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': `inline; filename="${image.id}.png"`,
      etag: `"${image.sha256}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });

  test('tells its length to HEAD', async () => {
    const { send, url } = await stored();
    const response = await send(url, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(seven.png.length));
    expect((await response.bytes()).length).toBe(0);
  });

  test('says 304 to who has it', async () => {
    const { send, url, image } = await stored();
    for (const held of [`"${image.sha256}"`, `W/"${image.sha256}"`, `"other", "${image.sha256}"`, '*']) {
      const response = await send(url, { headers: { 'if-none-match': held } });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe(`"${image.sha256}"`);
      expect((await response.bytes()).length).toBe(0);
    }
  });

  test.each(['"other"', '', 'W/"', `"${'0'.repeat(64)}"`])('sends it to who holds %p', async (held) => {
    const { send, url } = await stored();
    expect((await send(url, { headers: { 'if-none-match': held } })).status).toBe(200);
  });

  test('knows no other', async () => {
    const { send } = await stored();
    const response = await send('/images/none', { headers: { 'if-none-match': '*' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('PUT /images/{id}/label', () => {
  test('sets the true digit, and the newest counts', async () => {
    const { put, store, image } = await stored();
    for (const label of [7, 0]) {
      const response = await put({ label });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ label });
      expect(await store.label(image.id)).toBe(label as 7);
    }
  });

  test('shows on the predictions of the image', async () => {
    const { put, send } = await stored();
    await put({ label: 5 });
    expect(await (await send('/predictions?label=5')).json()).toMatchObject({ items: [{ label: 5 }] });
  });

  test('with `replaces` only when that is still true', async () => {
    const { put, store, image } = await stored(3);
    const refused = await put({ label: 7, replaces: null });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ type: '/problems/conflict' });
    expect((await put({ label: 7, replaces: 4 })).status).toBe(409);
    expect(await store.label(image.id)).toBe(3);
    expect((await put({ label: 7, replaces: 3 })).status).toBe(200);
    expect((await put({ label: 1, replaces: 3 })).status).toBe(409);
    expect(await store.label(image.id)).toBe(7);
  });

  test('the first label replaces null', async () => {
    const { put } = await stored();
    expect((await put({ label: 7, replaces: null })).status).toBe(200);
  });

  test.each([
    [{}, '/label'],
    [{ label: null }, '/label'],
    [{ label: 10 }, '/label'],
    [{ label: -1 }, '/label'],
    [{ label: 0.5 }, '/label'],
    [{ label: '7' }, '/label'],
    [{ label: true }, '/label'],
    [{ label: [7] }, '/label'],
    [{ label: 7, replaces: 10 }, '/replaces'],
    [{ label: 7, replaces: '3' }, '/replaces'],
  ])('%j is refused: %s', async (body, field) => {
    const { put, store, image } = await stored();
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
    expect(await store.label(image.id)).toBeNull();
  });

  test.each(['', '7', '[]', '{', 'label=7'])('%p is no JSON object', async (body) => {
    const { put } = await stored();
    expect((await put(body)).status).toBe(400);
  });

  test('a label of a megabyte is too large', async () => {
    const { put } = await stored();
    expect((await put(`{"label": 7, "x": "${'x'.repeat(1_000_000)}"}`)).status).toBe(413);
  });

  test('an image that is not there has none', async () => {
    const { send } = await stored();
    const response = await send('/images/none/label', { method: 'PUT', body: '{"label":7}' });
    expect(response.status).toBe(404);
  });
});

test('a label is taken back, and who said what stays known', async () => {
  const { send, store } = await testApp();
  const { image } = await store.record(aPrediction());
  const put = (body: object) =>
    send(`/images/${image.id}/label`, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  expect((await put({ label: 4, source: 'person' })).status).toBe(200);
  expect((await put({ label: 4, source: 'import' })).status).toBe(400);
  expect((await send(`/images/${image.id}/label`, { method: 'DELETE' })).status).toBe(204);
  expect(await store.label(image.id)).toBeNull();
  expect((await store.labelHistory(image.id)).map(({ label, source }) => [label, source])).toEqual([
    [null, 'client'],
    [4, 'person'],
  ]);
  expect((await send(`/images/${image.id.replace(/./g, '0')}/label`, { method: 'DELETE' })).status).toBe(404);
});
