import { describe, expect, test } from 'bun:test';
import { gzipSync } from 'node:zlib';
import { encodePng } from '../../../src/core/encode-png.ts';
import { UnavailableError } from '../../../src/core/errors.ts';
import { writeIdxHeader } from '../../../src/exchange/idx.ts';
import { testApp } from '../../support/app.ts';
import { readGolden } from '../../support/model.ts';
import { concat } from '../../support/png.ts';
import { packed, writeZip } from '../../support/zip.ts';

type App = Awaited<ReturnType<typeof testApp>>;

/** Ten pictures of the digits 0 to 9. */
const pictures = readGolden().slice(0, 10);
const png = (digit: number) => new Uint8Array(pictures[digit]?.png ?? []);

interface Line {
  readonly format?: string;
  readonly total?: number | null;
  readonly name?: string;
  readonly outcome?: string;
  readonly label?: number | string | null;
  readonly prediction?: { readonly prediction: number };
  readonly problem?: { readonly detail: string };
  readonly summary?: { readonly rows: number; readonly counts: object; readonly complete: boolean };
}

async function send(app: App, body: BodyInit, query = ''): Promise<Line[]> {
  const response = await app.send(`/import${query}`, { method: 'POST', body });
  const text = await response.text();
  expect([response.status, response.status === 200 ? '' : text]).toEqual([200, '']);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const summaryOf = (lines: readonly Line[]) => lines.at(-1)?.summary;
const rowsOf = (lines: readonly Line[]) => lines.filter(({ outcome }) => outcome !== undefined);
const outcomes = (added: number, labelled: number, unchanged: number, failed: number) => ({
  rows: added + labelled + unchanged + failed,
  counts: { added, labelled, unchanged, failed },
  complete: true,
});

function form(files: Record<string, Uint8Array<ArrayBuffer> | string>): FormData {
  const data = new FormData();
  for (const [name, content] of Object.entries(files)) data.append('file', new File([content], name));
  return data;
}

/** The ten digits as MNIST's two files. */
const seen = pictures.map(({ input }) => Uint8Array.from(input, (value) => Math.round(value * 255)));
const idxImages = concat([writeIdxHeader([10, 28, 28]), ...seen]);
const idxLabels = concat([writeIdxHeader([10]), Uint8Array.from({ length: 10 }, (_, digit) => digit)]);

async function filled(): Promise<App> {
  const app = await testApp();
  for (const [label, { png }] of pictures.entries())
    await app.send('/predict', { method: 'POST', body: JSON.stringify({ image: png.toBase64(), label }) });
  return app;
}

describe('what was exported comes back in', () => {
  test.each(['idx', 'png', 'jsonl?images=1'])('%s', async (format) => {
    const from = await filled();
    const file = await (await from.send(`/export/${format}`)).arrayBuffer();
    const to = await testApp();
    const lines = await send(to, file);
    expect(summaryOf(lines)).toMatchObject(outcomes(10, 0, 0, 0));
    for (const { label, prediction } of rowsOf(lines)) expect(prediction?.prediction).toBe(Number(label));
    const { items } = await to.store.list({ limit: 100 });
    expect(items.map(({ label }) => label).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const again = await send(to, file);
    expect(summaryOf(again)).toMatchObject(outcomes(0, 0, 10, 0));
    expect((await to.store.list({ limit: 100 })).items).toHaveLength(10);
  });

  test('and the labels of a table, for pictures that are here', async () => {
    const app = await filled();
    const table = await (await app.send('/export/csv')).text();
    const [head = '', ...lines] = table.trim().split('\r\n');
    const at = head.split(',').indexOf('label');
    const changed = lines.map((line) =>
      line
        .split(',')
        .map((cell, i) => (i === at && cell === '7' ? '1' : cell))
        .join(','),
    );
    expect(summaryOf(await send(app, [head, ...changed].join('\n')))).toMatchObject(outcomes(0, 1, 9, 0));
    expect((await app.store.list({ limit: 9, label: 1 })).items).toHaveLength(2);
  });

  test('a label that a person corrected since stays corrected', async () => {
    const app = await testApp();
    const file = form({ '7/a.png': png(7) });
    await send(app, file);
    const [stored] = (await app.store.list({ limit: 1 })).items;
    await app.store.setLabel(stored?.image.id ?? '', { digit: 1, source: 'person', createdAt: new Date() });
    expect(summaryOf(await send(app, form({ '7/a.png': png(7) })))).toMatchObject(outcomes(0, 0, 1, 0));
    expect((await app.store.list({ limit: 1 })).items[0]?.label).toBe(1);
    const history = await app.store.labelHistory(stored?.image.id ?? '');
    expect(history.map(({ source }) => source)).toEqual(['person', 'import']);
  });
});

describe('data sets', () => {
  test.each([
    ['plain', idxImages, idxLabels, ''],
    ['gzipped', new Uint8Array(gzipSync(idxImages)), new Uint8Array(gzipSync(idxLabels)), '.gz'],
  ])('MNIST’s two files, %s', async (_, images, labels, extension) => {
    const app = await testApp();
    const lines = await send(
      app,
      form({
        [`t10k-labels-idx1-ubyte${extension}`]: labels,
        [`t10k-images-idx3-ubyte${extension}`]: images,
      }),
    );
    expect(lines[0]).toEqual({ format: 'idx', total: 10 });
    expect(summaryOf(lines)).toMatchObject(outcomes(10, 0, 0, 0));
    const row = rowsOf(lines)[4];
    expect(row).toMatchObject({ name: `t10k-images-idx3-ubyte${extension}#4`, label: 4 });
    const [stored] = (await app.store.list({ limit: 1, label: 4 })).items;
    const found = await app.store.imageBytes(stored?.image.id ?? '');
    const expected = encodePng({ width: 28, height: 28, data: seen[4] ?? new Uint8Array() });
    expect(Buffer.from(found?.bytes ?? []).equals(Buffer.from(expected))).toBe(true);
  });

  test('a table and its pictures', async () => {
    const app = await testApp();
    const table = 'file;label\r\nscans/a.png;7\r\n"scans/b.png";none\r\nscans/c.png;7\r\nscans/d.png;12\r\n';
    const lines = await send(
      app,
      form({ 'labels.csv': table, 'a.png': png(7), 'b.png': png(8), 'd.png': png(9) }),
    );
    expect(rowsOf(lines).map(({ name, outcome, label }) => [name, outcome, label])).toEqual([
      ['scans/a.png', 'added', 7],
      ['scans/b.png', 'added', 'not-a-digit'],
      ['scans/c.png', 'failed', null],
      ['scans/d.png', 'failed', null],
    ]);
    expect(rowsOf(lines)[2]?.problem?.detail).toBe('Cannot find the file scans/c.png');
  });

  test('lines of JSON as /predict takes them', async () => {
    const app = await testApp();
    const lines = await send(
      app,
      `{"image":"${png(3).toBase64()}","label":3}\n\n{"image":"data:image/png;base64,${png(4).toBase64()}"}\n{"image":\n`,
    );
    expect(rowsOf(lines).map(({ outcome, label }) => [outcome, label])).toEqual([
      ['added', 3],
      ['added', null],
      ['failed', null],
    ]);
  });
});

describe('one bad row fails alone', () => {
  test('among pictures', async () => {
    const app = await testApp();
    const lines = await send(
      app,
      form({
        '3/good.png': png(3),
        '3/broken.png': png(4).subarray(0, 100),
        '5/same-again.png': png(3),
        '3/twice.png': png(3),
        'notes/6.png': png(6),
      }),
    );
    expect(rowsOf(lines).map(({ name, outcome, label }) => [name, outcome, label])).toEqual([
      ['3/good.png', 'added', 3],
      ['3/broken.png', 'failed', 3],
      ['5/same-again.png', 'failed', 5],
      ['3/twice.png', 'unchanged', 3],
      ['notes/6.png', 'added', null],
    ]);
    expect(rowsOf(lines)[2]?.problem?.detail).toContain('the same picture came before with another label');
  });

  test('while the database is away, and sending it again mends it', async () => {
    const app = await testApp();
    let calls = 0;
    const store = {
      ...app.store,
      recordAll: async (...args: Parameters<typeof app.store.recordAll>) => {
        if (calls++ === 0) throw new UnavailableError('Cannot record: the database is busy');
        return app.store.recordAll(...args);
      },
    };
    const flaky = await testApp({ store, exchange: app.deps.exchange });
    expect(summaryOf(await send(flaky, form({ '3/a.png': png(3) })))).toMatchObject(outcomes(1, 0, 0, 0));
    expect(calls).toBe(2);
  });
});

test('only failures and progress are told, when asked', async () => {
  const app = await testApp();
  const lines = await send(
    app,
    form({ '3/a.png': png(3), '3/b.png': png(5).subarray(0, 50) }),
    '?rows=failed',
  );
  expect(rowsOf(lines).map(({ name }) => name)).toEqual(['3/b.png']);
  expect(summaryOf(lines)).toMatchObject(outcomes(1, 0, 0, 1));
});

test.each<[string, BodyInit, number, string]>([
  ['nothing', '', 400, 'no file came'],
  ['a text', 'hello', 400, 'it is no zip, no IDX file'],
  [
    'a table without columns that say anything',
    'a,b,label\n1,2,3',
    400,
    'expected label, and file or sha256',
  ],
  [
    'a cut IDX file',
    form({ 'x-images-idx3-ubyte': idxImages.subarray(0, 1000) }),
    400,
    'its header says 7840',
  ],
  [
    'labels that are too few',
    form({
      'x-images-idx3-ubyte': idxImages,
      'x-labels-idx1-ubyte': concat([writeIdxHeader([1]), Uint8Array.of(1)]),
    }),
    400,
    'has 1 labels',
  ],
  [
    'a damaged gzip',
    form({ 'x-images-idx3-ubyte.gz': new Uint8Array(gzipSync(idxImages)).subarray(0, 500) }),
    400,
    'damaged',
  ],
  ['a damaged zip', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 400, 'Cannot read the zip'],
])('%s is refused in words', async (_, body, status, words) => {
  const app = await testApp();
  const response = await app.send('/import', { method: 'POST', body });
  const text = await response.text();
  expect(text).toContain(words);
  if (!words.includes('expected label')) expect(response.status).toBe(status);
});

test('more than is allowed is refused', async () => {
  const app = await testApp({ batchLimits: { maxImages: 10, maxBytes: 1000 } });
  const response = await app.send('/import', { method: 'POST', body: new Uint8Array(2000) });
  expect(response.status).toBe(413);
});

test('what a zip holds may not unpack to more than is allowed, all together', async () => {
  const idx = crypto.getRandomValues(new Uint8Array(4000)).fill(0, 1000);
  const body = writeZip(['a-images-idx3-ubyte', 'b-images-idx3-ubyte'].map((name) => packed(name, idx)));
  const app = await testApp({ batchLimits: { maxImages: 10, maxBytes: 7000 } });
  const response = await app.send('/import', { method: 'POST', body });
  expect(await response.json()).toMatchObject({
    status: 413,
    detail: 'Cannot unpack b-images-idx3-ubyte: it has 4000 bytes, maximum is 3000 (MAX_BATCH_BYTES)',
  });
});
