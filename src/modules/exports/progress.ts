import type { Peers } from '../../core/peers.ts';

/** How far an export is. */
export interface ExportProgress {
  readonly done: number;
  readonly total: number;
  readonly ended: boolean;
}

export interface ProgressBoard {
  /** Notes an export under the name that the page gave it. */
  begin(job: string, total: number): { to(done: number): void; end(): void };
  /** From whichever worker makes it; `null` when none does. */
  find(job: string): Promise<ExportProgress | null>;
}

const topic = 'exports:progress';
/** Milliseconds for which an export is remembered after its end, so that its page learns of it. */
const remembered = 10_000;

/** Tells a page how far the download is that it started: a browser's own bar knows no end when the length is not known before. */
export function createProgressBoard(peers: Peers): ProgressBoard {
  const jobs = new Map<string, { done: number; readonly total: number; ended: boolean }>();
  peers.answer(topic, (job: string) => jobs.get(job) ?? null);
  return {
    begin(job, total) {
      const progress = { done: 0, total, ended: false };
      jobs.set(job, progress);
      return {
        to: (done) => {
          progress.done = done;
        },
        end: () => {
          progress.ended = true;
          setTimeout(() => jobs.delete(job), remembered);
        },
      };
    },
    async find(job) {
      const answers = await peers.ask<ExportProgress | null>(topic, job);
      return answers.find((answer) => answer !== null) ?? null;
    },
  };
}
