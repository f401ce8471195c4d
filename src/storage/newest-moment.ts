import { desc } from 'drizzle-orm';
import type { Database } from './database.ts';
import { predictions } from './schema.ts';

/**
 * When the newest prediction was made, in milliseconds since 1970, as its id says; undefined where there is none.
 * The machine's clock may be behind it: set back, or without a battery.
 */
export async function newestMoment({ db }: Pick<Database, 'db'>): Promise<number | undefined> {
  const [row] = await db
    .select({ id: predictions.id })
    .from(predictions)
    .orderBy(desc(predictions.id))
    .limit(1);
  if (row === undefined) return undefined;
  const moment = Number.parseInt(row.id.slice(0, 13).replace('-', ''), 16);
  return Number.isNaN(moment) ? undefined : moment;
}
