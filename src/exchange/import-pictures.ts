import { type InkwellError, MalformedError } from '../core/errors.ts';
import type { Label } from '../core/prediction.ts';
import { attemptRow } from './attempt-row.ts';
import type { FindFile } from './import-csv.ts';
import type { ImportRow, WrongRow } from './import-source.ts';
import { parseLabel } from './parse-label.ts';

/** A file that need not be in memory. */
export interface Member {
  readonly name: string;
  load(): Promise<Uint8Array>;
}

/** What a table says of the pictures, by their names. */
export type Truths = Map<string, Label | null | InkwellError>;

/** Whether a name is that of a picture that we may be able to read; its bytes decide. */
export const isPicture = (name: string): boolean => /\.(png|jpe?g|webp|gif|bmp|tiff?|heic|avif)$/i.test(name);

/**
 * Pictures one by one: their labels are what the table says, else the name of the folder that they lie in (`7/a.png`), else
 * none. What only the table names comes last, as missing.
 */
export async function* importPictures(
  members: AsyncIterable<Member>,
  truths: Truths,
): AsyncGenerator<ImportRow | WrongRow> {
  for await (const member of members) {
    if (!isPicture(member.name)) continue;
    const { name } = member;
    const told = truths.get(name);
    truths.delete(name);
    if (told instanceof Error) yield { name, error: told };
    else
      yield attemptRow(name, () => ({
        label: told === undefined ? labelOfFolder(name) : told,
        picture: member,
      }));
  }
  for (const name of truths.keys())
    yield {
      name,
      error: new MalformedError(`Cannot find the file ${name.slice(0, 200)}: only the table has it`),
    };
}

/** `digits/7/a.png` → 7; folders that are no label say nothing. */
function labelOfFolder(name: string): Label | null {
  try {
    return parseLabel(name.split('/').at(-2));
  } catch {
    return null;
  }
}

/** Reads a table of pictures as a whole: names and labels, not the pictures. */
export async function readTruths(rows: AsyncIterable<ImportRow | WrongRow>): Promise<Truths> {
  const truths: Truths = new Map();
  for await (const row of rows) truths.set(row.name, 'error' in row ? row.error : row.label);
  return truths;
}

/** Files by the names that a table may have for them: their path, or their bare name where it is the only such. */
export function findAmong(members: readonly Member[]): FindFile {
  const byName = new Map<string, Member>();
  for (const member of members) {
    byName.set(member.name, member);
    const bare = member.name.split('/').at(-1) ?? '';
    if (!byName.has(bare)) byName.set(bare, member);
  }
  return async (name) => {
    const member = byName.get(name.replace(/^\.\//, '')) ?? byName.get(name.split(/[\\/]/).at(-1) ?? '');
    return member ? () => member.load() : null;
  };
}
