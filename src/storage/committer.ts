import type { Task, Verdict } from './carried.ts';
import type { CommitTurn } from './commit-turn.ts';
import type { GroupCommit } from './group-commit.ts';

export interface CommitterOptions {
  readonly group: GroupCommit;
  readonly turn: CommitTurn;
  /** Told of every commit. */
  readonly observe: (seconds: number, changes: number) => void;
}

export interface Committer {
  /** Settles when it is committed, or with why it was not. */
  carry(task: Task): Promise<Verdict>;
  close(): void;
}

/**
 * Commits what a thread wants to change: all that was asked for within one turn of its loop together. Groups grow with the
 * load, and a lone change never waits for company.
 */
export function createCommitter({ group, turn, observe }: CommitterOptions): Committer {
  let tasks: Task[] = [];
  let waiting: ((verdict: Verdict) => void)[] = [];

  /** Company waits one turn of the loop for more: what was read meanwhile shares its sync. */
  function commitSoon(): void {
    if (tasks.length > 1) setImmediate(commit);
    else commit();
  }

  function commit(): void {
    if (tasks.length === 0) return;
    const together = tasks;
    const callers = waiting;
    tasks = [];
    waiting = [];
    const begin = performance.now();
    const verdicts = turn.during(() => group.commit(together));
    observe((performance.now() - begin) / 1000, together.length);
    for (const [i, verdict] of verdicts.entries()) callers[i]?.(verdict);
  }

  return {
    carry: (task) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (tasks.push(task) === 1) setImmediate(commitSoon);
      }),
    close() {
      commit();
      group.close();
    },
  };
}
