import { sql } from 'drizzle-orm';
import { countPredictions } from './count-predictions.ts';
import type { Database } from './database.ts';
import { orUnavailable } from './outage.ts';
import { idAt } from './predictions-query.ts';
import { idempotencyLifetime } from './record-row.ts';
import { emptyTrash, removeAll } from './removal.ts';

export interface RetentionSettings {
  /** Predictions older than so many days go; undefined: none does. */
  readonly days: number | undefined;
  /** Only so many predictions stay, the newest; undefined: all do. */
  readonly count: number | undefined;
}

export interface Retention {
  /**
   * One small step of clearing up: predictions past their time or number, emptied trash, forgotten idempotency keys. Requests
   * that come meanwhile wait for one step at most.
   * @returns how many rows went; nothing is left to do once it is 0.
   */
  step(now: Date): Promise<number>;
}

/** Rows that one step removes: some milliseconds of work. */
const stepSize = 100;

/** How long an undo is possible, in milliseconds. */
export const undoTime = 60 * 60 * 1000;

const dayMs = 86_400_000;

/** Keeps the database to what it shall hold. Pictures and labels go with their last prediction. */
export function createRetention(database: Database, settings: RetentionSettings): Retention {
  const { db } = database;

  const removeOldest = async (limit: number, before: string) =>
    removeAll(
      db,
      sql`"predictions"`,
      await db.all(
        sql`select "id", "image_id" as "imageId" from "predictions" where "id" < ${before} order by "id" limit ${limit}`,
      ),
    );

  async function forgetKeys(olderThan: number): Promise<number> {
    const forgotten = await db.all(sql`delete from "idempotency_keys" where "key" in
      (select "key" from "idempotency_keys" where "created_at" < ${olderThan} order by "created_at" limit ${stepSize}) returning 1`);
    return forgotten.length;
  }

  async function step(now: Date): Promise<number> {
    const time = now.getTime();
    let removed = await emptyTrash(db, new Date(time - undoTime), stepSize);
    removed += await forgetKeys(time - idempotencyLifetime);
    if (settings.days !== undefined)
      removed += await removeOldest(stepSize, idAt(time - settings.days * dayMs));
    if (settings.count !== undefined) {
      const { count } = await countPredictions(db, {});
      const surplus = Math.min(stepSize, count - settings.count);
      if (surplus > 0) removed += await removeOldest(surplus, '~');
    }
    await database.giveBackSpace?.();
    return removed;
  }

  return { step: (now) => orUnavailable('clear up the database', () => step(now), database.renew) };
}
