import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Logger } from '../deps.ts';
import { createTurnMemory, openCommitTurn } from '../storage/commit-turn.ts';
import { openCommittingDatabase } from '../storage/committing-database.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { openFileKeeper } from '../storage/file-keeper.ts';
import { isFile } from '../storage/file-settings.ts';
import { keepLogShort } from './keep-log-short.ts';

/**
 * The database of a service in one thread. A file's changes are committed in groups, as several workers do it; memory and
 * servers have their own ways.
 *
 * @throws Error one sentence for whoever starts the service
 */
export async function openLoneDatabase(
  { database: { url, authToken } }: Config,
  root: string,
  log: Logger,
  observe: (seconds: number, changes: number) => void,
): Promise<Database> {
  const options = { url, authToken, migrationsFolder: join(root, 'drizzle') };
  if (!isFile(url)) return openDatabase(options);
  const keeper = await openFileKeeper(options);
  const turn = openCommitTurn(createTurnMemory(), 0);
  const database = await openCommittingDatabase({ url, turn, observe });
  const endKeeping = keepLogShort(keeper, turn, log);
  return {
    ...database,
    async close() {
      endKeeping();
      await database.close();
      keeper.close();
    },
  };
}
