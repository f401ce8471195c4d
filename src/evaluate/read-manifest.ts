import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readCsv } from '../exchange/csv.ts';
import { parseLabel, type Sample, SampleError } from './sample.ts';

/**
 * A CSV with the columns `file` and `label`, and perhaps `kind` or `source`. Paths count from the manifest.
 *
 * @throws SampleError
 */
export async function readManifest(path: string): Promise<Sample[]> {
  const [head = [], ...rows] = await Array.fromAsync(readCsv(wholeText(path)));
  const columns = head.map((cell) => cell.toLowerCase());
  const file = columns.indexOf('file');
  const label = columns.indexOf('label');
  if (file < 0 || label < 0)
    throw new SampleError(`${path}: the columns are ${columns.join(', ')}, expected file and label`);
  const kind = columns.includes('kind') ? columns.indexOf('kind') : columns.indexOf('source');
  return rows.map((row, i) => {
    const name = row[file] ?? '';
    const where = resolve(dirname(path), name);
    return {
      name,
      label: parseLabel(row[label] ?? '', `${path}:${i + 2}`),
      source: row[kind] ?? '',
      load: async () => new Uint8Array(await readFile(where)),
    };
  });
}

async function* wholeText(path: string): AsyncGenerator<string> {
  yield await readFile(path, 'utf8');
}
