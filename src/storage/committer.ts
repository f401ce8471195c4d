import { packError, type Task, type Verdict } from './carried.ts';
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
  /** Commits what is left, and lets go of the connection. */
  close(): Promise<void>;
}

/**
 * Commits what a thread wants to change, and says so once it is on the disk. The disk takes its time, in which the thread
 * reads the next pictures: one sync is under way at most, and what is asked for meanwhile is committed together after it.
 * Groups grow with the load by themselves, and a lone change never waits for company.
 */
export function createCommitter({ group, turn, observe }: CommitterOptions): Committer {
  let tasks: Task[] = [];
  let waiting: ((verdict: Verdict) => void)[] = [];
  let underWay: Promise<void> | null = null;

  /** Company waits one turn of the loop for more: what was read meanwhile shares its sync. */
  function commitSoon(): void {
    if (tasks.length > 1) setImmediate(begin);
    else begin();
  }

  function begin(): void {
    if (underWay || tasks.length === 0) return;
    underWay = commit().finally(() => {
      underWay = null;
      if (tasks.length > 0) setImmediate(commitSoon);
    });
  }

  async function commit(): Promise<void> {
    const together = tasks;
    const callers = waiting;
    tasks = [];
    waiting = [];
    const began = performance.now();
    const verdicts = turn.during(() => group.commit(together));
    const failure = await sync(together.length);
    observe((performance.now() - began) / 1000, together.length);
    for (const [i, verdict] of verdicts.entries()) callers[i]?.(failure ?? verdict);
  }

  async function sync(changes: number): Promise<Verdict | null> {
    try {
      await group.sync(changes === 1);
      return null;
    } catch (error) {
      return { error: packError(error) };
    }
  }

  return {
    carry: (task) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (tasks.push(task) === 1 && !underWay) setImmediate(commitSoon);
      }),
    async close() {
      for (begin(); underWay; begin()) await underWay;
      group.close();
    },
  };
}
