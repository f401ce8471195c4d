export type Cell = string | number | boolean | null;

/** A line of CSV as RFC 4180 has it; `null` is an empty cell. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(quoted).join(',')}\r\n`;

function quoted(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The longest line that is read. */
const longestLine = 1_000_000;

/**
 * The rows of a CSV, as they come: quotes as in RFC 4180, line ends of every kind, a byte-order mark is passed over. Separated by commas, or by
 * semicolons or tabs where the first line has these and no comma.
 *
 * @throws SyntaxError at a quote that is never closed, or a line without end
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let separator: string | null = null;
  let rest = '';
  let first = true;
  for await (const chunk of text) {
    rest += chunk;
    if (first) rest = rest.replace(/^\uFEFF/, '');
    first = false;
    let from = 0;
    for (let end = endOfRow(rest, from); end !== -1; end = endOfRow(rest, from)) {
      const line = rest.slice(from, end).replace(/\r$/, '');
      from = end + 1;
      if (line.trim() === '') continue;
      separator ??= separatorOf(line);
      yield cellsOf(line, separator);
    }
    rest = rest.slice(from);
    if (rest.length > longestLine)
      throw new SyntaxError(`a line or a quoted cell has more than ${longestLine} characters`);
  }
  if (rest.trim() === '') return;
  if (endOfRow(`${rest}\n`, 0) === -1) throw new SyntaxError('a quote is opened and never closed');
  yield cellsOf(rest.replace(/\r$/, ''), separator ?? separatorOf(rest));
}

const separatorOf = (line: string): string =>
  line.includes(',') ? ',' : line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',';

/** Where the row that begins at `from` ends: at a line break that is not between quotes; -1 when it goes on. */
function endOfRow(text: string, from: number): number {
  let end = text.indexOf('\n', from);
  let quotes = 0;
  let counted = from;
  while (end !== -1) {
    for (let at = text.indexOf('"', counted); at !== -1 && at < end; at = text.indexOf('"', at + 1)) quotes++;
    if (quotes % 2 === 0) return end;
    counted = end + 1;
    end = text.indexOf('\n', counted);
  }
  return -1;
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const lead = /^\s*"((?:[^"]|"")*)"[^\S\n]*/.exec(line.slice(at));
    if (lead && (at + lead[0].length === line.length || line[at + lead[0].length] === separator)) {
      cells.push((lead[1] ?? '').replaceAll('""', '"'));
      at += lead[0].length + 1;
    } else {
      const end = line.indexOf(separator, at);
      cells.push(line.slice(at, end === -1 ? line.length : end).trim());
      at = end === -1 ? line.length + 1 : end + 1;
    }
  }
  return cells;
}
