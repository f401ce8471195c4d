import type { MessagePort } from 'node:worker_threads';
import { packError, type Task, type Verdict } from '../../storage/carried.ts';

/** What a worker sends to the thread that commits: all that was wanted within one turn of its loop. */
export interface CommitRequest {
  /** Number of the first task; the others count on. */
  readonly first: number;
  readonly tasks: readonly Task[];
}

export interface CommitReply {
  readonly first: number;
  readonly verdicts: readonly Verdict[];
}

export interface CommitLink {
  carry(task: Task): Promise<Verdict>;
  /** Takes another port: the thread behind the old one broke down. What was under way is answered as failed. */
  connect(port: MessagePort): void;
  /** How many tasks wait for their answer. */
  waiting(): number;
}

const lost = packError(
  Object.assign(new Error('the thread that commits broke down; whether it was stored is unknown'), {
    code: 'SQLITE_INTERRUPT',
  }),
);

/** A worker's end of the way to the thread that commits. */
export function createCommitLink(first: MessagePort): CommitLink {
  let port = first;
  let next = 0;
  let gathered: Task[] = [];
  const open = new Map<number, (verdict: Verdict) => void>();

  function send(): void {
    const tasks = gathered;
    gathered = [];
    port.postMessage({ first: next - tasks.length, tasks } satisfies CommitRequest);
  }

  function listen(): void {
    port.on('message', ({ first, verdicts }: CommitReply) => {
      for (const [i, verdict] of verdicts.entries()) {
        open.get(first + i)?.(verdict);
        open.delete(first + i);
      }
    });
  }

  listen();
  return {
    carry: (task) =>
      new Promise((resolve) => {
        if (gathered.push(task) === 1) setImmediate(send);
        open.set(next++, resolve);
      }),
    connect(another) {
      port.close();
      const under = [...open.values()].slice(0, open.size - gathered.length);
      const waiting = [...open].slice(open.size - gathered.length);
      open.clear();
      for (const [id, resolve] of waiting) open.set(id, resolve);
      port = another;
      listen();
      for (const resolve of under) resolve({ error: lost });
    },
    waiting: () => open.size,
  };
}
