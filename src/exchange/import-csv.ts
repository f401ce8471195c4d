import { MalformedError } from '../core/errors.ts';
import { attemptRow } from './attempt-row.ts';
import { readCsv } from './csv.ts';
import { isSha256 } from './import-jsonl.ts';
import type { ImportFile, ImportRow, Picture, WrongRow } from './import-source.ts';
import { parseLabel } from './parse-label.ts';
import { readSource, toText } from './streams.ts';

/** A file that a table names; `null` when there is none. */
export type FindFile = (name: string) => Promise<(() => Promise<Uint8Array>) | null>;

/**
 * A table with the columns `file` or `sha256` (or both) and `label`: pictures by their files, where these came along, else
 * labels for pictures that are stored here already. Our own tables, of pictures and of predictions, are such.
 *
 * @throws MalformedError when the columns are missing or the table cannot be parsed
 */
export async function* importCsv(
  { name, source }: ImportFile,
  findFile: FindFile,
): AsyncGenerator<ImportRow | WrongRow> {
  const rows = readCsv(toText(readSource(source)));
  try {
    const first = await rows.next();
    const head = (first.done ? [] : first.value).map((cell) => cell.toLowerCase());
    const at = (column: string) => head.indexOf(column);
    const [file, sha256, label] = [at('file'), at('sha256'), at('label')];
    if (label < 0 || (file < 0 && sha256 < 0))
      throw new MalformedError(
        `Cannot read ${name}: its columns are ${head.join(', ').slice(0, 200)}; expected label, and file or sha256`,
      );
    let line = 1;
    for await (const cells of rows) {
      const place = `${name}:${++line}`;
      const path = file < 0 ? '' : (cells[file] ?? '');
      const hash = sha256 < 0 ? '' : (cells[sha256] ?? '');
      const load = path === '' ? null : await findFile(path);
      yield attemptRow(path || place, () => ({
        label: parseLabel(cells[label]),
        picture: pictureOf(path, load, hash),
      }));
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new MalformedError(`Cannot read ${name}: ${cause.message}`, [], { cause });
  }
}

function pictureOf(path: string, load: (() => Promise<Uint8Array>) | null, hash: string): Picture {
  if (load !== null) return { load };
  if (isSha256(hash)) return { sha256: hash.toLowerCase() };
  if (path !== '') throw new MalformedError(`Cannot find the file ${path.slice(0, 200)}`);
  throw new MalformedError('Cannot read the line: it names no file and no SHA-256');
}
