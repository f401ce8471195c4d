import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openMetrics } from '../../core/metrics/index.ts';
import type { Verdict } from '../../storage/carried.ts';
import { busyTimeoutMs, databasePath, settings } from '../../storage/file-settings.ts';
import { createGroupCommit, type GroupCommit } from '../../storage/group-commit.ts';
import type { CommitReply, CommitRequest } from './commit-link.ts';
import type { ThreadStart, ToCommitThread } from './messages.ts';

/**
 * The one thread that writes. What arrives while it commits waits, and shares the next commit: groups grow with the load, and
 * a lone change never waits for company.
 */
export function runCommitThread(): void {
  const { config, metrics: memory, slot } = workerData as ThreadStart;
  const metrics = openMetrics(memory, slot);
  /** Made for the first worker: by then the tables are there. */
  let group: GroupCommit | undefined;
  let gathered: { readonly port: MessagePort; readonly request: CommitRequest }[] = [];

  function commit(): void {
    if (!group) return;
    const waiting = gathered;
    gathered = [];
    const tasks = waiting.flatMap(({ request }) => request.tasks);
    const begin = performance.now();
    const verdicts: readonly Verdict[] = group.commit(tasks);
    metrics.commit((performance.now() - begin) / 1000, tasks.length);
    let at = 0;
    for (const { port, request } of waiting) {
      const own = verdicts.slice(at, at + request.tasks.length);
      at += request.tasks.length;
      port.postMessage({ first: request.first, verdicts: own } satisfies CommitReply);
    }
  }

  function serve(port: MessagePort): void {
    group ??= createGroupCommit({ path: databasePath(config.database.url), busyTimeoutMs, settings });
    port.on('message', (request: CommitRequest) => {
      if (gathered.push({ port, request }) === 1) setImmediate(commit);
    });
  }

  parentPort?.on('message', (message: ToCommitThread) => {
    if (message.kind === 'worker') serve(message.port);
    else if (message.kind === 'checkpoint') group?.checkpoint();
    else {
      if (gathered.length > 0) commit();
      group?.close();
      process.exit(0);
    }
  });
}
