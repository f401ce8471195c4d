import { LibsqlError, type ResultSet } from '@libsql/client';
import type { CarriedError, CarriedResult } from './carried.ts';

/** The error as libSQL's own client would have thrown it. */
export function unpackError({ message, code, rawCode }: CarriedError): Error {
  return code === null ? new Error(message) : new LibsqlError(message, code, undefined, rawCode);
}

/** Rows as libSQL's own client makes them: by position and by name, only the names enumerable. */
export function unpackResult({ columns, columnTypes, rows, ...info }: CarriedResult): ResultSet {
  const unpacked = rows.map((values) => {
    const row: Record<string, unknown> = {};
    Object.defineProperty(row, 'length', { value: values.length });
    for (const [i, value] of values.entries()) {
      Object.defineProperty(row, i, { value });
      const name = columns[i] ?? '';
      if (!Object.hasOwn(row, name)) row[name] = value;
    }
    return row;
  }) as unknown as ResultSet['rows'];
  const result = { columns, columnTypes, rows: unpacked, ...info };
  return { ...result, toJSON: () => result };
}
