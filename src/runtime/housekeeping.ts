import type { Logger } from '../deps.ts';

export interface HousekeepingOptions {
  /** A small step; 0 when there was nothing to do. */
  readonly step: () => Promise<number>;
  /** Whether it is this worker's to do now. */
  readonly mine: () => boolean;
  readonly log: Logger;
  /** Milliseconds from when nothing was left to do to the next look. */
  readonly every?: number;
}

const everyMinute = 60_000;

/** How many times as long as a step took the next one waits: requests have nearly all of the time for themselves. */
const restFactor = 9;
const leastRest = 20;

/**
 * Does what is to be done beside all requests, in small steps with long rests, as long as the service lives.
 * @returns ends it.
 */
export function keepHouse({ step, mine, log, every = everyMinute }: HousekeepingOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const next = (rest: number) => {
    if (stopped) return;
    timer = setTimeout(work, rest);
    // It keeps nobody from leaving.
    timer.unref?.();
  };

  async function work(): Promise<void> {
    if (!mine()) return next(every);
    const begin = performance.now();
    try {
      const done = await step();
      next(done > 0 ? Math.max(leastRest, (performance.now() - begin) * restFactor) : every);
    } catch (error) {
      if (!stopped) log.warn('cannot clear up the database', { error: String(error) });
      next(every);
    }
  }

  next(every);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
