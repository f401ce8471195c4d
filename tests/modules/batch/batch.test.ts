import { afterAll, describe, expect, test } from 'bun:test';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { testApp } from '../../support/app.ts';
import { readGolden } from '../../support/model.ts';
import { seven } from '../../support/seven.ts';
import { packed, writeZip } from '../../support/zip.ts';

interface Line {
  readonly index?: number;
  readonly name?: string | null;
  readonly prediction?: { id: string; status: string; prediction: number | null; label: unknown };
  readonly problem?: { status: number; detail: string; errors?: unknown };
  readonly summary?: {
    images: number;
    complete: boolean;
    counts: Record<string, number>;
    problem?: { status: number; detail: string; limit?: unknown };
  };
}

const { send, store, deps } = await testApp();
afterAll(() => store.close());

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const broken = seven.png.slice(0, 60);
const digits = readGolden().map(({ png }) => png);

async function linesOf(answer: Response): Promise<Line[]> {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  const text = await answer.text();
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const post = async (body: BodyInit, headers: Record<string, string> = {}) =>
  linesOf(await send('/predict/batch', { method: 'POST', body, headers }));
const postJson = (items: unknown[]) => post(JSON.stringify(items), { 'content-type': 'application/json' });

async function zip(files: readonly (readonly [string, Uint8Array])[], password?: string) {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    useWebWorkers: false,
    ...(password && { password }),
  });
  for (const [name, bytes] of files) await writer.add(name, new Uint8ArrayReader(bytes));
  return new Uint8Array(await writer.close());
}

const heads = (lines: readonly Line[]) =>
  lines
    .slice(0, -1)
    .map(({ index, name, prediction, problem }) => [index, name, prediction?.prediction ?? problem?.status]);

describe('many images are read in their order, and stored', () => {
  test('as a JSON array of strings and objects', async () => {
    const lines = await postJson([
      base64(seven.png),
      { image: `data:image/jpeg;base64,${base64(seven.jpeg)}`, name: 'a photo', label: 7 },
      { image: base64(seven.webp), label: 'not-a-digit' },
    ]);
    expect(heads(lines)).toEqual([
      [0, null, 7],
      [1, 'a photo', 7],
      [2, null, 7],
    ]);
    expect(lines.map(({ prediction }) => prediction?.label)).toEqual([null, 7, 'not-a-digit', undefined]);
    expect(lines[3]).toEqual({
      summary: {
        images: 3,
        counts: { ok: 3, unsure: 0, blank: 0, multiple: 0, failed: 0 },
        complete: true,
        durationMs: expect.any(Number),
      },
    } as unknown as Line);
    const { items } = await store.list({ limit: 3 });
    expect(items.map(({ id }) => id).reverse()).toEqual(
      lines.slice(0, 3).map(({ prediction }) => String(prediction?.id)),
    );
  });

  test('as a form with files', async () => {
    const form = new FormData();
    form.append('image', new File([seven.png], 'one.png'));
    form.append('note', 'what is no file is passed over');
    form.append('other', new File([seven.jpeg], 'two.jpg'));
    form.append('image', new File([], ''));
    expect(heads(await post(form))).toEqual([
      [0, 'one.png', 7],
      [1, 'two.jpg', 7],
    ]);
  });

  test('as a zip, bare or in a form', async () => {
    const archive = await zip([
      ['digits/7.png', seven.png],
      ['__MACOSX/digits/._7.png', broken],
      ['7.jpg', seven.jpeg],
    ]);
    expect(heads(await post(archive))).toEqual([
      [0, 'digits/7.png', 7],
      [1, '7.jpg', 7],
    ]);
    const form = new FormData();
    form.append('image', new File([seven.png], 'before.png'));
    form.append('image', new File([archive], 'digits.zip'));
    form.append('image', new File([seven.webp], 'after.webp'));
    expect(heads(await post(form)).map(([, name]) => name)).toEqual([
      'before.png',
      'digits/7.png',
      '7.jpg',
      'after.webp',
    ]);
  });

  test('more than one group of them', async () => {
    const items = Array.from({ length: 200 }, (_, i) => ({
      image: base64(digits[i % digits.length] ?? seven.png),
      name: String(i),
    }));
    const lines = await postJson(items);
    expect(heads(lines).map(([index, name]) => `${index} ${name}`)).toEqual(items.map((_, i) => `${i} ${i}`));
    expect(lines.at(-1)?.summary?.images).toBe(200);
  }, 60_000);

  test('none at all', async () => {
    expect(await postJson([])).toEqual([
      { summary: expect.objectContaining({ images: 0, complete: true }) } as unknown as Line,
    ]);
  });
});

describe('one bad image fails no other', () => {
  test('in a JSON array', async () => {
    const lines = await postJson([
      base64(seven.png),
      '***',
      base64(broken),
      42,
      { image: [1] },
      { label: 3 },
      { image: base64(seven.png), label: 11, name: 'mislabelled' },
      'A'.repeat(1_600_000),
      base64(new TextEncoder().encode('hello')),
      base64(seven.png),
    ]);
    expect(heads(lines).map(([, , outcome]) => outcome)).toEqual([
      7, 400, 422, 400, 400, 400, 400, 413, 415, 7,
    ]);
    expect(lines[6]?.name).toBe('mislabelled');
    expect(lines[1]?.problem?.detail).toBe('Cannot decode Base64: unexpected "*" at position 0');
    expect(lines.at(-1)?.summary).toMatchObject({ images: 10, complete: true, counts: { ok: 2, failed: 8 } });
  });

  test('in a form', async () => {
    const form = new FormData();
    form.append('image', new File([broken], 'broken.png'));
    form.append('image', new File([new Uint8Array(deps.limits.maxBytes + 1)], 'large.png'));
    form.append('image', new File([], 'empty.png'));
    form.append('image', new File([seven.png], 'whole.png'));
    expect(heads(await post(form)).map(([, name, outcome]) => `${name} ${outcome}`)).toEqual([
      'broken.png 422',
      'large.png 413',
      'empty.png 400',
      'whole.png 7',
    ]);
  });

  test('in a zip', async () => {
    const archive = await zip([
      ['broken.png', broken],
      ['bomb.png', new Uint8Array(deps.limits.maxBytes + 1)],
      ['whole.png', seven.png],
      ['inner.zip', await zip([['a.png', seven.png]])],
    ]);
    expect(archive.length).toBeLessThan(20_000);
    expect(heads(await post(archive)).map(([, , outcome]) => outcome)).toEqual([422, 413, 7, 415]);
    const [secret] = await post(await zip([['secret.png', seven.png]], 'password'));
    expect(secret?.problem).toMatchObject({
      status: 415,
      detail: 'Cannot unpack secret.png: it is encrypted',
    });
  });
});

describe('what is wrong with the whole', () => {
  test.each([
    ['no array', '{"image": "a"}', 'it does not begin with ['],
    ['text', 'hello', 'expected a JSON array, a form with files, or a zip'],
    ['nothing', '', 'expected a JSON array, a form with files, or a zip'],
    ['a broken zip', 'PK\x03\x04 and no more', 'Cannot read the zip'],
  ])('%s is a problem of the request', async (name, body, detail) => {
    const type = name === 'no array' ? 'application/json' : 'application/octet-stream';
    const answer = await send('/predict/batch', { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(((await answer.json()) as { detail: string }).detail).toContain(detail);
  });

  test('after the first answers it stands in the summary, and they count', async () => {
    const lines = await post(`["${base64(seven.png)}", "${base64(seven.png)}", "`, {
      'content-type': 'application/json',
    });
    expect(heads(lines)).toHaveLength(2);
    expect(lines.at(-1)?.summary).toMatchObject({
      images: 2,
      complete: false,
      problem: { status: 400, detail: expect.stringContaining('it ends before the array does') },
    });
  });

  test('too many images: those up to the limit are read', async () => {
    const small = await testApp({ batchLimits: { maxImages: 2, maxBytes: 1e6 } });
    const lines = await linesOf(
      await small.send('/predict/batch', {
        method: 'POST',
        body: JSON.stringify(Array.from({ length: 3 }, () => base64(seven.png))),
      }),
    );
    expect(heads(lines)).toHaveLength(2);
    expect(lines.at(-1)?.summary?.problem).toMatchObject({
      status: 413,
      limit: { setting: 'MAX_BATCH_IMAGES', actual: 3, maximum: 2 },
    });
    await small.store.close();
  });

  test('too many bytes, as sent or unpacked', async () => {
    const small = await testApp({ batchLimits: { maxImages: 10, maxBytes: 3000 } });
    const tooLong = await small.send('/predict/batch', {
      method: 'POST',
      body: `["${'A'.repeat(4000)}"]`,
    });
    expect(tooLong.status).toBe(413);
    const even = new Uint8Array(2000);
    const lines = await linesOf(
      await small.send('/predict/batch', {
        method: 'POST',
        body: await zip([
          ['a', even],
          ['b', even],
        ]),
      }),
    );
    expect(lines.at(-1)?.summary?.problem?.detail).toContain('more than 3000 bytes together');
    await small.store.close();
  });

  test('a service that is stopping begins nothing more', async () => {
    const stopping = await testApp({ accepting: () => false });
    const answer = await stopping.send('/predict/batch', {
      method: 'POST',
      body: JSON.stringify([base64(seven.png)]),
    });
    expect(answer.status).toBe(503);
    await stopping.store.close();
  });
});

test('what was unpacked and then found damaged counts towards what may be unpacked', async () => {
  const content = new Uint8Array(100_000);
  content.set(seven.png);
  crypto.getRandomValues(content.subarray(seven.png.length, 40_000));
  const files = ['a.png', 'b.png', 'c.png'].map((name) => ({ ...packed(name, content), crc: 0 }));
  const tight = await testApp({ batchLimits: { maxImages: 10, maxBytes: 250_000 } });
  const lines = await linesOf(await tight.send('/predict/batch', { method: 'POST', body: writeZip(files) }));
  expect(lines.at(-1)?.summary).toMatchObject({
    images: 2,
    complete: false,
    problem: { detail: expect.stringContaining('its files have more than 250000 bytes together') },
  });
});

test('a form whose image is a text, or that has no file, is refused', async () => {
  const { send } = await testApp();
  const form = new FormData();
  form.append('note', 'x');
  const empty = await send('/predict/batch', { method: 'POST', body: form });
  expect(await empty.json()).toMatchObject({
    status: 400,
    detail: 'Cannot read the form: there is no file in it',
  });
  form.append('image', base64(seven.png));
  const text = await send('/predict/batch', { method: 'POST', body: form });
  expect(await text.json()).toMatchObject({
    status: 400,
    errors: [{ field: '/image', message: 'expected files' }],
  });
});

test('answers come while the rest is still being sent, and hanging up stops the work', async () => {
  let asked = 0;
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (asked++ > 0) await Bun.sleep(100);
      controller.enqueue(new TextEncoder().encode(`${asked === 1 ? '[' : ','}"${base64(seven.png)}"`));
    },
    cancel() {
      cancelled.resolve();
    },
  });
  const answer = await send('/predict/batch', { method: 'POST', body });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const { value = '' } = (await reader?.read()) ?? {};
  expect(JSON.parse(value.split('\n')[0] ?? '')).toMatchObject({ index: 0, prediction: { prediction: 7 } });
  await reader?.cancel();
  // Never, and the test runs out of time, when hanging up goes unnoticed.
  await cancelled.promise;
  const after = asked;
  await Bun.sleep(300);
  expect(asked).toBe(after);
});
