import { expect, test } from 'bun:test';
import { treaty } from '@elysiajs/eden';
import { testApp } from '../support/app.ts';
import { seven } from '../support/seven.ts';

const { app } = await testApp();
const inkwell = treaty(app);

test('a typed client sends a file with a label', async () => {
  const image = new File([seven.jpeg], 'seven.jpg');
  const { data, status } = await inkwell.predict.post({ image, label: 7 });
  expect(status).toBe(201);
  expect(data).toMatchObject({ prediction: 7, label: 7, image: { mediaType: 'image/jpeg' } });
});

test('a typed client sends Base64 in JSON', async () => {
  const { data } = await inkwell.predict.post({ image: seven.png.toBase64() });
  expect(data).toMatchObject({ prediction: 7, image: { mediaType: 'image/png' } });
});

test('a typed client asks for the history, page by page', async () => {
  const first = await inkwell.predictions.get({ query: { limit: 1, prediction: 7 } });
  expect(first.data?.items).toHaveLength(1);
  const cursor = first.data?.next ?? '';
  const second = await inkwell.predictions.get({ query: { limit: 1, cursor } });
  expect(second.data?.items[0]?.id).not.toBe(first.data?.items[0]?.id);
});

test('a typed client sets a label and deletes', async () => {
  const { data } = await inkwell.predictions.get({ query: { limit: 1, label: 'none' } });
  const [made] = data?.items ?? [];
  const label = await inkwell.images({ id: made?.image.id ?? '' }).label.put({ label: 1, replaces: null });
  expect(label.data).toEqual({ label: 1 });
  expect((await inkwell.predictions({ id: made?.id ?? '' }).delete()).status).toBe(204);
});

test('a typed client fetches the bytes', async () => {
  const { data } = await inkwell.predictions.get({ query: { limit: 1 } });
  const response = await inkwell.images({ id: data?.items[0]?.image.id ?? '' }).get();
  expect(response.status).toBe(200);
});

test('a problem arrives typed', async () => {
  const { data, error } = await inkwell.predict.post({ image: 'AAAA' });
  expect(data).toBeNull();
  expect(error?.status).toBe(415);
  expect(error?.value.title).toBe('Unsupported format');
});
