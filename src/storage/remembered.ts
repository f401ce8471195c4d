import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { memory } from './schema.ts';

/** What the service remembers of itself under a name. */
export async function remembered({ db }: Database, name: string): Promise<string | null> {
  const [row] = await db.select({ value: memory.value }).from(memory).where(eq(memory.name, name));
  return row?.value ?? null;
}
