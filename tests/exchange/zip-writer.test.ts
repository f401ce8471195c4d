import { expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobSource } from '../../src/core/byte-source.ts';
import { zipEntries } from '../../src/core/zip-entries.ts';
import { writeZip, type ZipFile } from '../../src/exchange/zip-writer.ts';
import { createScratchFolder } from '../../src/runtime/scratch.ts';
import { scratchFolder } from '../support/database.ts';

const text = (value: string) => new TextEncoder().encode(value);
const openScratch = createScratchFolder(tmpdir());

async function* fromList(files: readonly ZipFile[]) {
  yield* files;
}

async function* inChunks(...chunks: readonly string[]) {
  for (const chunk of chunks) yield text(chunk);
}

async function zip(files: AsyncIterable<ZipFile>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of writeZip(files, openScratch)) chunks.push(chunk);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const few = () =>
  fromList([
    { name: 'seven/ü.txt', content: text('stored as it is') },
    { name: 'streamed.csv', content: inChunks('a,b\n', '1,2\n'.repeat(10_000)) },
    { name: 'empty', content: text('') },
    { name: 'empty-stream', content: inChunks() },
  ]);

test('what was put in comes out', async () => {
  const found: Record<string, string> = {};
  for await (const entry of zipEntries(blobSource(new Blob([await zip(few())]))))
    found[entry.name] = new TextDecoder().decode(await entry.bytes(1e6, 'TEST'));
  expect(found).toEqual({
    'seven/ü.txt': 'stored as it is',
    'streamed.csv': `a,b\n${'1,2\n'.repeat(10_000)}`,
    empty: '',
    'empty-stream': '',
  });
});

test('the same files make the same bytes', async () => {
  expect(await zip(few())).toEqual(await zip(few()));
});

test('streams are deflated', async () => {
  expect((await zip(few())).length).toBeLessThan(2000);
});

test('Python finds nothing wrong with it, with more files than the old format could count', async () => {
  await using folder = await scratchFolder();
  const path = join(folder.path, 'many.zip');
  async function* many() {
    for (let i = 0; i < 70_000; i++) yield { name: `${i}`, content: text(`${i}`) };
    yield* few();
  }
  await writeFile(path, await zip(many()));
  const python = spawnSync('python3', [
    '-c',
    `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert all(z.read(n) is not None for n in z.namelist()[-100:])
print(len(z.namelist()), z.read('69999').decode(), z.read('seven/ü.txt').decode(), len(z.read('streamed.csv')))`,
    path,
  ]);
  expect(python.stderr.toString()).toBe('');
  expect(python.stdout.toString()).toBe('70004 69999 stored as it is 40004\n');
});

test('an error of a file ends the zip, and nothing waits for ever', async () => {
  async function* broken() {
    yield text('a');
    throw new Error('the disk is gone');
  }
  expect(zip(fromList([{ name: 'a', content: broken() }]))).rejects.toThrow('the disk is gone');
});

test('whoever reads no further stops the files from being made', async () => {
  let made = 0;
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield { name: `${made++}`, content: text('x') };
    } finally {
      ended = true;
    }
  }
  for await (const _ of writeZip(endless(), openScratch)) if (made > 10) break;
  expect(ended).toBe(true);
  expect(made).toBeLessThan(20);
});
