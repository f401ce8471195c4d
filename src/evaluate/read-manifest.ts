import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseLabel, type Sample, SampleError } from './sample.ts';

/** The cells of a line of CSV; quotes as in RFC 4180. */
function cells(line: string): string[] {
  const found = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(found, ([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim(),
  );
}

/**
 * A CSV with the columns `file` and `label`, and perhaps `kind` or `source`. Paths count from the manifest.
 *
 * @throws SampleError
 */
export async function readManifest(path: string): Promise<Sample[]> {
  const lines = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  const [head = '', ...rows] = lines;
  const columns = cells(head).map((cell) => cell.toLowerCase());
  const file = columns.indexOf('file');
  const label = columns.indexOf('label');
  if (file < 0 || label < 0)
    throw new SampleError(`${path}: the columns are ${columns.join(', ')}, expected file and label`);
  const kind = columns.includes('kind') ? columns.indexOf('kind') : columns.indexOf('source');
  return rows.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const row = cells(line);
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
