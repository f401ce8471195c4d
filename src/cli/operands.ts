import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './command.ts';
import type { Surroundings } from './surroundings.ts';

/** A file that was named, or found in a folder that was. */
export interface NamedFile {
  /** As it was named; `-` is standard input. */
  readonly name: string;
  read(): Promise<Uint8Array>;
}

const isPicture = (name: string): boolean => /\.(png|jpe?g|webp)$/i.test(name);

/**
 * Files as named, pictures of folders with everything beneath them, and `-` for standard input.
 *
 * @throws UsageError when one does not exist
 */
export async function readOperands(
  operands: readonly string[],
  { stdin }: Pick<Surroundings, 'stdin'>,
): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (const operand of operands) {
    if (operand === '-') files.push({ name: '-', read: () => collect(stdin()) });
    else if ((await statOf(operand)).isDirectory())
      for (const inside of (await readdir(operand, { recursive: true })).filter(isPicture).sort())
        files.push(fileAt(join(operand, inside)));
    else files.push(fileAt(operand));
  }
  return files;
}

const fileAt = (path: string): NamedFile => ({
  name: path,
  read: async () => new Uint8Array(await readFile(path)),
});

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    throw new UsageError(`Cannot read ${path}: there is no such file or folder`, { cause });
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return new Uint8Array(await new Blob(all as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
