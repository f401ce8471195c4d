import { Database } from 'bun:sqlite';

/** The first row that a query finds in a contender's file, beside the contender. */
export function readRow<T>(path: string, query: string, ...values: (string | number)[]): T | null {
  const db = new Database(path, { readonly: true });
  try {
    return db.query<T, (string | number)[]>(query).get(...values);
  } finally {
    db.close();
  }
}
