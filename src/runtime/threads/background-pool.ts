import { Worker } from 'node:worker_threads';
import type { Config } from '../../config.ts';
import type { Piece, PieceResult } from './background-messages.ts';
import type { BackgroundStart } from './messages.ts';

export interface BackgroundPoolOptions {
  readonly config: Config;
  readonly program: string;
  readonly wasm: WebAssembly.Module;
  /** How many threads at most. */
  readonly size: number;
  /** Told when a thread broke down. */
  readonly onBreak: (error: unknown) => void;
}

export interface BackgroundPool {
  read(piece: Piece): Promise<PieceResult>;
  close(): Promise<void>;
}

interface Job {
  readonly piece: Piece;
  resolve(result: PieceResult): void;
}

interface Thread {
  readonly worker: Worker;
  /** In the order in which they will be answered. */
  readonly jobs: Job[];
}

/** Threads with nothing to do are ended after so many milliseconds: each holds its own networks. */
const idleAfter = 30_000;
/** Pieces that a thread has at once, so that it need not wait for the next. */
const ahead = 2;

/** Threads that are started when there is something to do, share the pieces out among them, and end when idle. */
export function createBackgroundPool(options: BackgroundPoolOptions): BackgroundPool {
  const { config, program, wasm, size, onBreak } = options;
  const threads = new Set<Thread>();
  const urgent: Job[] = [];
  const patient: Job[] = [];
  let idle: ReturnType<typeof setTimeout> | undefined;

  function startThread(): Thread {
    const workerData = { role: 'background', config, wasm } satisfies BackgroundStart;
    const thread: Thread = { worker: new Worker(program, { workerData }), jobs: [] };
    thread.worker.on('message', (result: PieceResult) => {
      thread.jobs.shift()?.resolve(result);
      handOut();
    });
    thread.worker.on('error', onBreak);
    thread.worker.on('exit', () => {
      threads.delete(thread);
      for (const { resolve } of thread.jobs.splice(0))
        resolve({ error: 'the thread that was reading the images broke down' });
      handOut();
    });
    threads.add(thread);
    return thread;
  }

  /** A thread without work, else a new one, else the one with the least to do. */
  function pickThread(): Thread | undefined {
    const [least] = [...threads].sort((a, b) => a.jobs.length - b.jobs.length);
    if (least && least.jobs.length === 0) return least;
    if (threads.size < size) return startThread();
    return least && least.jobs.length < ahead ? least : undefined;
  }

  function handOut(): void {
    clearTimeout(idle);
    while (urgent.length + patient.length > 0) {
      const thread = pickThread();
      const job = thread && (urgent.shift() ?? patient.shift());
      if (!job) return;
      thread.jobs.push(job);
      thread.worker.postMessage(job.piece, [job.piece.bytes.buffer]);
    }
    if ([...threads].every(({ jobs }) => jobs.length === 0)) idle = setTimeout(endThreads, idleAfter);
  }

  async function endThreads(): Promise<void> {
    const ending = [...threads];
    threads.clear();
    await Promise.all(ending.map(({ worker }) => worker.terminate()));
  }

  return {
    read: (piece) =>
      new Promise((resolve) => {
        (piece.urgent ? urgent : patient).push({ piece, resolve });
        handOut();
      }),
    async close() {
      clearTimeout(idle);
      for (const { resolve } of [...urgent.splice(0), ...patient.splice(0)])
        resolve({ error: 'the service is stopping' });
      await endThreads();
    },
  };
}
