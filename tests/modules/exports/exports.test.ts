import { beforeAll, describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blobSource } from '../../../src/core/byte-source.ts';
import { notADigit } from '../../../src/core/prediction.ts';
import { zipEntries } from '../../../src/core/zip-entries.ts';
import { testApp } from '../../support/app.ts';
import { scratchFolder } from '../../support/database.ts';
import { readGolden } from '../../support/model.ts';

type App = Awaited<ReturnType<typeof testApp>>;
let app: App;
/** Pictures of digits, some labelled: 0, 1, 2, 3 … in turn, one `not-a-digit`, one without a label. */
const pictures = readGolden().slice(0, 12);

beforeAll(async () => {
  app = await testApp();
  for (const [i, { png }] of pictures.entries()) {
    const label = i === 10 ? notADigit : i === 11 ? null : i % 10;
    await post(png, label);
  }
  // The first picture is read a second time.
  await post((pictures[0] as (typeof pictures)[0]).png, 0);
});

async function post(png: Uint8Array<ArrayBuffer>, label: number | string | null) {
  const response = await app.send('/predict', {
    method: 'POST',
    body: JSON.stringify({ image: png.toBase64(), label }),
  });
  expect(response.status).toBe(201);
}

async function download(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await app.send(path);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

async function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const entry of zipEntries(blobSource(new Blob([bytes]))))
    files.set(entry.name, await entry.bytes(1e8, 'TEST'));
  return files;
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('MNIST’s files', () => {
  test('hold every labelled digit once, and say what was left out', async () => {
    const files = await unzip(await download('/export/idx'));
    expect([...files.keys()]).toEqual([
      'samples.csv',
      'MNIST/raw/train-images-idx3-ubyte.gz',
      'MNIST/raw/train-labels-idx1-ubyte.gz',
      'MNIST/raw/t10k-images-idx3-ubyte.gz',
      'MNIST/raw/t10k-labels-idx1-ubyte.gz',
      'provenance.json',
      'README.txt',
    ]);
    const told = JSON.parse(text(files.get('provenance.json')));
    expect(told).toMatchObject({
      images: 10,
      leftOut: { notADigit: 1, noInk: 0, sameAgain: 1, otherLabel: 0 },
      licence: null,
      preparedBy: app.deps.recogniser.model,
    });
    expect(text(files.get('samples.csv')).trim().split('\r\n')).toHaveLength(11);
  });

  test('are read by Python as torchvision and Keras read MNIST, with the pixels that the network saw', async () => {
    await using folder = await scratchFolder();
    const path = join(folder.path, 'export.zip');
    await writeFile(path, await download('/export/idx?test=50'));
    const python = spawnSync('python3', ['-c', readAsMnist, path]);
    expect(python.stderr.toString()).toBe('');
    const read: { label: number; pixels: string; side: string }[] = JSON.parse(python.stdout.toString());
    expect(read.map(({ label }) => label).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(read.map(({ side }) => side))).toEqual(new Set(['train', 't10k']));
    for (const { label, pixels } of read) {
      const seen = Uint8Array.from(pictures[label]?.input ?? [], (value) => Math.round(value * 255));
      expect(Buffer.from(pixels, 'hex').equals(seen)).toBe(true);
    }
  });

  test('are the same bytes for the same data', async () => {
    expect(await download('/export/idx')).toEqual(await download('/export/idx'));
  });

  test('have checksums that are true', async () => {
    const files = await unzip(await download('/export/idx'));
    const told: { files: { name: string; sha256: string; bytes: number }[] } = JSON.parse(
      text(files.get('provenance.json')),
    );
    expect(told.files).toHaveLength(4);
    for (const { name, sha256, bytes } of told.files) {
      const unpacked = Bun.gunzipSync(new Uint8Array(files.get(`MNIST/raw/${name}`) ?? []));
      expect(new Bun.CryptoHasher('sha256').update(unpacked).digest('hex')).toBe(sha256);
      expect(unpacked.length).toBe(bytes);
    }
  });

  test('keep every picture on its side when others come', async () => {
    const before = await sides(await download('/export/idx?test=50'));
    const other = await testApp();
    await other.send('/predict', {
      method: 'POST',
      body: JSON.stringify({ image: pictures[3]?.png.toBase64(), label: 3 }),
    });
    const alone = await other.send('/export/idx?test=50');
    const [[hash, side] = []] = await sides(new Uint8Array(await alone.arrayBuffer()));
    expect(before.get(hash ?? '')).toBe(side);
  });

  test('are empty, but whole, where nothing is labelled', async () => {
    const nobody = await testApp();
    const files = await unzip(new Uint8Array(await (await nobody.send('/export/idx')).arrayBuffer()));
    const images = Bun.gunzipSync(new Uint8Array(files.get('MNIST/raw/train-images-idx3-ubyte.gz') ?? []));
    expect([...images]).toEqual([0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28]);
  });
});

/** SHA-256 of each picture → its side. */
async function sides(zip: Uint8Array<ArrayBuffer>): Promise<Map<string, string>> {
  const lines = text((await unzip(zip)).get('samples.csv'))
    .trim()
    .split('\r\n')
    .slice(1);
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      return [cells[4] ?? '', cells[0] ?? ''];
    }),
  );
}

/** torchvision's `read_sn3_pascalvincent_tensor` and Keras's `frombuffer(…, offset=16)`, without both. */
const readAsMnist = `
import gzip, io, json, struct, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
found = []
for side in ('train', 't10k'):
    def unpack(name):
        data = gzip.open(io.BytesIO(z.read('MNIST/raw/%s-%s-ubyte.gz' % (side, name)))).read()
        magic = struct.unpack('>I', data[0:4])[0]
        nd, ty = magic % 256, magic // 256
        assert 1 <= nd <= 3 and ty == 8
        sizes = [struct.unpack('>I', data[4 * (i + 1):4 * (i + 2)])[0] for i in range(nd)]
        return sizes, data[4 * (nd + 1):]
    (n, h, w), pixels = unpack('images-idx3')
    (m,), labels = unpack('labels-idx1')
    assert n == m == len(labels) and (h, w) == (28, 28) and len(pixels) == n * 784
    for i in range(n):
        found.append({'side': side, 'label': labels[i], 'pixels': pixels[i * 784:(i + 1) * 784].hex()})
print(json.dumps(found))
`;

describe('pictures and a table', () => {
  test('hold the very bytes that were sent, each once, in folders by label', async () => {
    const files = await unzip(await download('/export/png'));
    expect(files.size).toBe(pictures.length + 1);
    const lines = text(files.get('manifest.csv')).trim().split('\r\n');
    expect(lines[0]).toStartWith('file,label,prediction,status,confidence,');
    expect(lines).toHaveLength(pictures.length + 1);
    const [name = '', label] = lines.find((line) => line.startsWith('images/3/'))?.split(',') ?? [];
    expect(label).toBe('3');
    expect(Buffer.from(files.get(name) ?? []).equals(Buffer.from(pictures[3]?.png ?? []))).toBe(true);
    expect(lines.some((line) => line.startsWith('images/not-a-digit/'))).toBe(true);
    expect(lines.some((line) => line.startsWith('images/unlabelled/'))).toBe(true);
  });

  test('show what the network saw, when asked', async () => {
    const files = await unzip(await download('/export/png?pictures=seen&label=3'));
    const [picture] = [...files].filter(([name]) => name.startsWith('images/3/'));
    const { width, height } = await app.deps.recogniser.recognise(picture?.[1] ?? new Uint8Array());
    expect([width, height]).toEqual([28, 28]);
  });
});

describe('predictions', () => {
  test('are a table with a line for each', async () => {
    const lines = text(await download('/export/csv'))
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(pictures.length + 2);
    expect(lines[0]).toContain('p0,p1,');
    const { items } = (await (await app.send('/predictions?limit=1')).json()) as { items: { id: string }[] };
    expect(lines[1]).toStartWith(`${items[0]?.id},`);
  });

  test('are lines of JSON as the API tells them, with the picture when asked', async () => {
    const [line = ''] = text(await download('/export/jsonl?images=1&label=4'))
      .trim()
      .split('\n');
    const { image, ...rest } = JSON.parse(line);
    const told = (await (await app.send(`/predictions/${rest.id}`)).json()) as { image: object };
    const { data, sha256, ...facts } = image;
    expect({ ...rest, image: facts }).toEqual(told);
    expect(Uint8Array.fromBase64(data)).toEqual(new Uint8Array(pictures[4]?.png ?? []));
    expect(sha256).toBe(new Bun.CryptoHasher('sha256').update(pictures[4]?.png ?? '').digest('hex'));
  });

  test('obey the filters of the history, and tell their number before the first byte', async () => {
    const response = await app.send('/export/csv?label=any&min=0');
    expect(response.headers.get('x-total-count')).toBe(String(pictures.length));
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="inkwell-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect((await response.text()).trim().split('\r\n')).toHaveLength(pictures.length + 1);
    expect(
      text(await download('/export/csv?label=none'))
        .trim()
        .split('\r\n'),
    ).toHaveLength(2);
  });
});

test.each([
  ['/export/csv?digit=x', 'x'],
  ['/export/idx?test=200', 'a percentage'],
  ['/export/png?pictures=both', 'uploaded or seen'],
])('%s is refused in words', async (path, words) => {
  const response = await app.send(path);
  expect(response.status).toBe(400);
  expect(((await response.json()) as { detail: string }).detail).toContain(words);
});

test('a page learns how far its download is, from its beginning to its end', async () => {
  const events = await app.send('/export/progress/job-1');
  await download('/export/csv?job=job-1');
  const told = await events.text();
  expect(told).toContain(`event: end\ndata: {"done":${pictures.length + 1},"total":${pictures.length + 1}`);
});
