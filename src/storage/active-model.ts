import { eq } from 'drizzle-orm';
import type { ActiveModelMemory, RememberedModel } from '../core/active-model.ts';
import type { Database } from './database.ts';
import { orUnavailable } from './outage.ts';
import { memory } from './schema.ts';

const name = 'active-model';

/** Which model was promoted, in the table `memory`. */
export function createActiveModelMemory({ db, renew }: Database): ActiveModelMemory {
  async function recall(): Promise<RememberedModel | null> {
    const [row] = await db.select({ value: memory.value }).from(memory).where(eq(memory.name, name));
    return row ? parse(row.value) : null;
  }
  return {
    recall: () => orUnavailable('read which model is active', recall, renew),
    remember: (model) =>
      orUnavailable(
        'remember which model is active',
        async () => {
          const value = JSON.stringify(model);
          await db
            .insert(memory)
            .values({ name, value })
            .onConflictDoUpdate({ target: memory.name, set: { value } });
        },
        renew,
      ),
  };
}

function parse(text: string): RememberedModel | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRemembered(value) ? value : null;
  } catch {
    return null;
  }
}

const isRemembered = (value: unknown): value is RememberedModel =>
  typeof value === 'object' &&
  value !== null &&
  'folder' in value &&
  typeof value.folder === 'string' &&
  'sha256' in value &&
  typeof value.sha256 === 'string';
