import { describe, expect, test } from 'bun:test';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { blobSource, readAhead } from '../../src/core/byte-source.ts';
import { type ZipEntry, zipEntries } from '../../src/core/zip-entries.ts';

const utf8 = new TextEncoder();

/** A zip of files, written by zip.js as its options say. */
async function zip(
  files: Record<string, string | Uint8Array>,
  options: ConstructorParameters<typeof ZipWriter>[1] = {},
): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options });
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? utf8.encode(content) : content;
    await writer.add(name, name.endsWith('/') ? undefined : new Uint8ArrayReader(bytes), {
      directory: name.endsWith('/'),
    });
  }
  return writer.close();
}

const open = (bytes: Uint8Array) => blobSource(new Blob([new Uint8Array(bytes)]));

async function list(bytes: Uint8Array): Promise<ZipEntry[]> {
  return Array.fromAsync(zipEntries(open(bytes)));
}

async function texts(bytes: Uint8Array): Promise<Record<string, string>> {
  const entries = await list(bytes);
  const contents = await Promise.all(entries.map((entry) => entry.bytes(1e6, 'A_LIMIT')));
  return Object.fromEntries(
    entries.map(({ name }, i) => [name, new TextDecoder().decode(contents[i] ?? new Uint8Array())]),
  );
}

const letters = 'a'.repeat(5000);

test.each([
  ['deflated', {}],
  ['stored', { level: 0 }],
  ['zip64', { zip64: true }],
  ['with data descriptors', { dataDescriptor: true }],
  ['without data descriptors', { dataDescriptor: false }],
] as const)('files that are %s come out as they went in, in their order', async (_, options) => {
  const files = { 'b/two.txt': 'two', 'a.txt': letters, 'empty.txt': '', 'ünïcode.txt': 'ü' };
  expect(await texts(await zip(files, options))).toEqual(files);
  expect((await list(await zip(files, options))).map(({ name, size }) => [name, size])).toEqual([
    ['b/two.txt', 3],
    ['a.txt', 5000],
    ['empty.txt', 0],
    ['ünïcode.txt', 2],
  ]);
});

test('folders and what file managers leave are passed over', async () => {
  const files = {
    'digits/': '',
    'digits/1.png': 'one',
    '__MACOSX/digits/._1.png': 'x',
    'digits/.DS_Store': 'x',
    'Thumbs.db': 'x',
  };
  expect(await texts(await zip(files))).toEqual({ 'digits/1.png': 'one' });
});

test('what stands before an archive does no harm', async () => {
  const behind = new Uint8Array([...utf8.encode('#!/bin/sh\n'), ...(await zip({ 'a.txt': 'a' }))]);
  expect(await texts(behind)).toEqual({ 'a.txt': 'a' });
});

describe('a file that cannot be had is an error of its own', () => {
  test('encrypted', async () => {
    const [entry] = await list(await zip({ 'a.txt': 'a' }, { password: 'secret' }));
    await expect(entry?.bytes(10, 'A_LIMIT')).rejects.toThrow('Cannot unpack a.txt: it is encrypted');
  });

  test('larger than allowed: it is not even unpacked', async () => {
    const [entry] = await list(await zip({ 'a.txt': letters }));
    await expect(entry?.bytes(4999, 'A_LIMIT')).rejects.toThrow(
      'Cannot unpack a.txt: it has 5000 bytes, maximum is 4999 (A_LIMIT)',
    );
  });

  test('a bomb: more than its directory says', async () => {
    const bytes = await zip({ 'a.txt': letters });
    const says = new DataView(bytes.buffer).getUint32.bind(new DataView(bytes.buffer));
    const at = lastIndexOf(bytes, [0x50, 0x4b, 1, 2]) + 24;
    expect(says(at, true)).toBe(5000);
    new DataView(bytes.buffer).setUint32(at, 100, true);
    const [entry] = await list(bytes);
    await expect(entry?.bytes(1e6, 'A_LIMIT')).rejects.toThrow('it has more than the 100 bytes');
  });

  test('a bomb: so much out of so little that it can be nothing that somebody needs', async () => {
    const [entry] = await list(await zip({ 'a.png': new Uint8Array(1_000_000) }));
    await expect(entry?.bytes(2e6, 'A_LIMIT')).rejects.toThrow(
      /^Cannot unpack a.png: 1000000 bytes out of \d+, more than 200 times as many/,
    );
  });

  test('of what nobody wants, only the beginning is unpacked', async () => {
    const [entry] = await list(await zip({ 'a.png': crypto.getRandomValues(new Uint8Array(65_000)) }));
    const seen: number[] = [];
    const refused = entry?.bytes(1e6, 'A_LIMIT', (head) => {
      seen.push(head.length);
      throw new Error('not this one');
    });
    await expect(refused).rejects.toThrow('not this one');
    expect(seen).toHaveLength(1);
  });

  test('damaged data, or a checksum that is another', async () => {
    const bytes = await zip({ 'a.txt': 'hello hello', 'b.txt': 'whole' }, { level: 0 });
    bytes[30 + 'a.txt'.length + 12] = 0x21;
    const [damaged, whole] = await list(bytes);
    await expect(damaged?.bytes(1e6, 'A_LIMIT')).rejects.toThrow('Cannot unpack a.txt: its checksum');
    expect(new TextDecoder().decode(await whole?.bytes(1e6, 'A_LIMIT'))).toBe('whole');
  });
});

test.each([
  ['text', utf8.encode('no zip at all, but long enough to look for a directory')],
  ['nothing', new Uint8Array()],
])('%s is no zip', async (_, bytes) => {
  await expect(list(bytes)).rejects.toThrow(/^Cannot read the zip: /);
});

test('files that are made of the same bytes were made to cost', async () => {
  const bytes = await zip({ 'a.txt': letters, 'b.txt': letters });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // The second says of itself that it has all of the zip.
  view.setUint32(lastIndexOf(bytes, [0x50, 0x4b, 1, 2]) + 20, bytes.length, true);
  await expect(list(bytes)).rejects.toThrow(
    'Cannot read the zip: several of its files are made of the same bytes',
  );
});

test('folders by the thousand with nothing in them are not gone through', async () => {
  const folders = Object.fromEntries(Array.from({ length: 401 }, (_, i) => [`${i}/`, '']));
  await expect(list(await zip(folders))).rejects.toThrow(
    'Cannot read the zip: it has 401 folders and hidden files, and 0 others',
  );
});

test('a zip that was cut off has no directory', async () => {
  const bytes = await zip({ 'a.txt': letters });
  await expect(list(bytes.subarray(0, bytes.length - 30))).rejects.toThrow(/^Cannot read the zip: /);
});

test('reading ahead gives the same bytes with fewer reads', async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
  const asked: number[] = [];
  const source = {
    size: 1000,
    read: async (offset: number, length: number) => {
      asked.push(offset);
      return bytes.slice(offset, offset + length);
    },
  };
  const ahead = readAhead(source, 400);
  for (const [offset, length] of [
    [0, 10],
    [10, 300],
    [305, 100],
    [990, 50],
    [0, 1000],
  ] as const)
    expect(await ahead.read(offset, length)).toEqual(bytes.slice(offset, offset + length));
  expect(asked).toEqual([0, 305, 990, 0]);
});

function lastIndexOf(bytes: Uint8Array, pattern: readonly number[]): number {
  for (let at = bytes.length - pattern.length; at >= 0; at--)
    if (pattern.every((byte, i) => bytes[at + i] === byte)) return at;
  throw new Error('Cannot find the pattern');
}
