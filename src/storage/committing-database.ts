import type { CommitTurn } from './commit-turn.ts';
import { createCommitter } from './committer.ts';
import type { Database } from './database.ts';
import { busyTimeoutMs, databasePath, settings } from './file-settings.ts';
import { createGroupCommit } from './group-commit.ts';
import { openWorkerDatabase } from './worker-database.ts';

export interface CommittingDatabaseOptions {
  readonly url: string;
  readonly turn: CommitTurn;
  /** Told of every commit. */
  readonly observe: (seconds: number, changes: number) => void;
}

/**
 * A file's database for a thread that answers requests: what it changes, it commits by itself, in groups. The file exists and
 * is up to date, and somebody else moves its write-ahead log into it.
 *
 * @throws Error when it cannot be opened
 */
export async function openCommittingDatabase({
  url,
  turn,
  observe,
}: CommittingDatabaseOptions): Promise<Database> {
  const group = createGroupCommit({ path: databasePath(url), busyTimeoutMs, settings });
  const committer = createCommitter({ group, turn, observe });
  const database = await openWorkerDatabase(url, committer.carry);
  return {
    ...database,
    async close() {
      await committer.close();
      await database.close();
    },
  };
}
