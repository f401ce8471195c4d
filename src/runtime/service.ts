import type { Config } from '../config.ts';
import type { ModelIdentity } from '../core/prediction.ts';
import type { Logger } from '../deps.ts';

/** The service as whoever started it sees it, in one thread or in several. */
export interface Service {
  /** Where to open it. */
  readonly url: string;
  readonly model: ModelIdentity;
  /**
   * Takes no new work, ends what is in flight, closes everything.
   *
   * @param onStopping told how many requests are in flight
   * @returns how many were not answered in time
   */
  stop(graceMs: number, onStopping: (inFlight: number) => void): Promise<number>;
}

export interface ServiceOptions {
  readonly config: Config;
  /** Holds `drizzle`, `templates` and `models`. */
  readonly root: string;
  readonly log: Logger;
}

/** What `thread.ts` offers to a main thread that is the only one. */
export interface ThreadProgram {
  /** The whole service in this thread. */
  startAlone(options: ServiceOptions): Promise<Service>;
}
