export interface SteadyClockOptions {
  /** Milliseconds since 1970, as the machine believes: may be set back. */
  readonly wall: () => number;
  /** Milliseconds since whenever, e.g. `performance.now()`: never goes back. */
  readonly elapsed: () => number;
  /** The latest moment that was written down before, in milliseconds since 1970: the clock may have been set back since. */
  readonly notBefore?: number | undefined;
}

/** A clock that was so far ahead, in milliseconds, was simply wrong: rather out of order than a day in the future. */
const mostAhead = 24 * 60 * 60 * 1000;

/**
 * A clock that never goes back, for whatever is put in order by it: ids, cursors, ages. When the machine's clock is set back
 * it goes on at half speed until that has caught up.
 */
export function createSteadyClock({ wall, elapsed, notBefore = 0 }: SteadyClockOptions): () => Date {
  let last = notBefore;
  let lastElapsed = elapsed();
  return () => {
    const now = wall();
    const since = elapsed() - lastElapsed;
    lastElapsed += since;
    last = last <= now || last - now > mostAhead ? now : last + since / 2;
    return new Date(last);
  };
}
