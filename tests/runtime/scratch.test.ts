import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InsufficientStorageError, UnavailableError } from '../../src/core/errors.ts';
import { readSource } from '../../src/exchange/streams.ts';
import { createScratchFolder, scratchFolderFor } from '../../src/runtime/scratch.ts';
import { scratchFolder } from '../support/database.ts';
import { mayMount, smallDisk } from '../support/small-disk.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

test('gives back what was written, in small and in large pieces, from anywhere', async () => {
  await using folder = await scratchFolder();
  const scratch = await createScratchFolder(folder.path)();
  const pieces = [
    bytes(3, 1),
    bytes(100_000, 2),
    bytes(40_000, 3),
    bytes(40_000, 4),
    bytes(0, 5),
    bytes(7, 6),
  ];
  for (const piece of pieces) await scratch.write(piece);
  const whole = Buffer.concat(pieces);
  expect(scratch.size).toBe(whole.length);
  expect(await scratch.read(99_999, 10)).toEqual(new Uint8Array(whole.subarray(99_999, 100_009)));
  expect(await scratch.read(whole.length - 2, 10)).toEqual(bytes(2, 6));
  const read: Uint8Array[] = [];
  for await (const piece of readSource(scratch, 50_000)) read.push(piece);
  expect(Buffer.concat(read).equals(whole)).toBe(true);
  await scratch.close();
});

test('leaves no file behind, not even while it is open', async () => {
  await using folder = await scratchFolder();
  const scratch = await createScratchFolder(folder.path)();
  await scratch.write(bytes(100_000, 1));
  expect(await readdir(folder.path)).toEqual([]);
  await scratch.close();
});

test('says why there can be none', async () => {
  const open = createScratchFolder('/proc/nowhere');
  expect(open()).rejects.toThrow(UnavailableError);
  expect(open()).rejects.toThrow(/^Cannot make a temporary file: /);
});

test.skipIf(!mayMount)('says that the disk is full, and the next one has its room', async () => {
  await using disk = await smallDisk('256k');
  const scratch = await createScratchFolder(disk.path)();
  await scratch.write(bytes(200_000, 1));
  const failure = await scratch.write(bytes(200_000, 2)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InsufficientStorageError);
  expect((failure as Error).message).toBe('Cannot write to a temporary file: the disk is full');
  await scratch.close();
  const next = await createScratchFolder(disk.path)();
  await next.write(bytes(200_000, 3));
  expect(await next.read(199_999, 9)).toEqual(bytes(1, 3));
  await next.close();
});

test('lies beside the database’s file', () => {
  expect(scratchFolderFor('file:data/ink%20well.db?mode=rw')).toBe('data');
  expect(scratchFolderFor('file:/data/inkwell.db')).toBe('/data');
  expect(scratchFolderFor(':memory:')).toBe(scratchFolderFor('https://db.example'));
  expect(join(scratchFolderFor('file:inkwell.db'))).toBe('.');
});
