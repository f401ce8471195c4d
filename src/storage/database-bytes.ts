import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** The pages that the database has, in bytes: its file without the write-ahead log. Undefined where the server won't say. */
export async function databaseBytes({ db }: Database): Promise<number | undefined> {
  const row = await db.get<{ bytes: number }>(
    sql`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`,
  );
  return row?.bytes;
}
