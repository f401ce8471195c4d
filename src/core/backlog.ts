import { UnavailableError } from './errors.ts';
import type { Recogniser } from './pipeline.ts';
import type { PredictionStore } from './store.ts';

/** How much is under way in this thread: pictures being read, answers being stored. */
export interface Backlog {
  /** Whether no more should be taken. */
  full(): boolean;
  /** The same recogniser; it refuses when there is too much to do. */
  reading(recogniser: Recogniser): Recogniser;
  /** The same store; what it has to record counts. */
  storing(store: PredictionStore): PredictionStore;
}

/**
 * Bounds what waits: beyond the bound a request is told to come back, instead of everybody waiting longer and longer.
 *
 * @param observe told of every change
 */
export function createBacklog(most: number, observe: (depth: number) => void = () => {}): Backlog {
  let depth = 0;

  async function during<T>(work: () => Promise<T>): Promise<T> {
    observe(++depth);
    try {
      return await work();
    } finally {
      observe(--depth);
    }
  }

  return {
    full: () => depth >= most,
    reading: (recogniser) => ({
      get model() {
        return recogniser.model;
      },
      get thresholds() {
        return recogniser.thresholds;
      },
      async recognise(bytes, options) {
        if (depth >= most) throw new UnavailableError('Cannot read the image now: too many are waiting');
        return during(() => recogniser.recognise(bytes, options));
      },
    }),
    storing: (store) => ({ ...store, record: (prediction) => during(() => store.record(prediction)) }),
  };
}
