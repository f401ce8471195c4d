import { existsSync, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { blobSource } from '../core/byte-source.ts';
import { idxKind, labelsNameOf } from '../exchange/idx.ts';
import type { FindFile } from '../exchange/import-csv.ts';
import { isPicture } from '../exchange/import-pictures.ts';
import { UsageError } from './command.ts';

/** A file of this machine. */
export interface LocalFile {
  /** As it is told. */
  readonly name: string;
  readonly blob: Blob;
}

export const toImportFile = ({ name, blob }: LocalFile) => ({ name, source: blobSource(blob) });

/**
 * The files behind operands: themselves (images of an IDX pair bring their labels), or what lies in a folder – its
 * `manifest.csv`, its IDX files, else its pictures, in folders named by label.
 *
 * @throws UsageError when one does not exist
 */
export async function importFiles(
  operands: readonly string[],
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const operand of operands) {
    if (operand === '-') {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      for await (const chunk of stdin()) chunks.push(new Uint8Array(chunk));
      files.push({ name: 'standard input', blob: new Blob(chunks) });
      continue;
    }
    const found = await stat(operand).catch((cause) => {
      throw new UsageError(`Cannot import ${operand}: there is no such file or folder`, { cause });
    });
    for (const path of found.isDirectory() ? await insideOf(operand) : withLabels(operand))
      if (!files.some(({ name }) => name === path)) files.push({ name: path, blob: Bun.file(path) });
  }
  return files;
}

async function insideOf(folder: string): Promise<string[]> {
  const manifest = join(folder, 'manifest.csv');
  if (existsSync(manifest)) return [manifest];
  const inside = (await readdir(folder, { recursive: true })).sort();
  const idx = inside.filter((name) => idxKind(basename(name)) !== null);
  return (idx.length > 0 ? idx : inside.filter(isPicture)).map((name) => join(folder, name));
}

/** A file of labels is found beside its images by the names that MNIST uses. */
function withLabels(path: string): string[] {
  if (idxKind(basename(path)) !== 'images') return [path];
  const labels = join(dirname(path), labelsNameOf(basename(path)));
  return [path, ...[labels, `${labels}.gz`].filter((name) => existsSync(name)).slice(0, 1)];
}

/** Files that a table names, counted from where the table lies. */
export function besideTable(files: readonly LocalFile[]): FindFile {
  const table = files.find(({ name }) => /\.[ct]sv$/i.test(name));
  const folder = table ? dirname(table.name) : '.';
  return async (name) => {
    const path = resolve(folder, name);
    if (!existsSync(path) || !statSync(path).isFile()) return null;
    return async () => new Uint8Array(await readFile(path));
  };
}
