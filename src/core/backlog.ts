import { UnavailableError } from './errors.ts';
import type { Recogniser } from './pipeline.ts';
import type { PredictionStore } from './store.ts';

/** How much is under way in this thread: pictures being read, answers being stored. */
export interface Backlog {
  /** Whether no more should be taken: there are too many, or they wait too long. */
  full(): boolean;
  /** The same recogniser; it refuses when there is too much to do, and takes its time when much comes at once. */
  reading(recogniser: Recogniser): Recogniser;
  /** The same store; what it has to record counts. */
  storing(store: PredictionStore): PredictionStore;
}

export interface BacklogOptions {
  /** More than so many are refused. */
  readonly most: number;
  /** Runs a function once everything that has arrived by now has had its turn, e.g. `setImmediate`. */
  readonly soon: (run: () => void) => void;
  /** Milliseconds, from anywhere. */
  readonly now: () => number;
  /** Told of every change. */
  readonly observe?: (depth: number) => void;
}

/** When the oldest has waited longer than this, in milliseconds, those who come now would wait too long, however few they are. */
const patience = 100;
/** So few are no crowd: when they wait, it is for a start, a slow disk or a slow picture, and one more does no harm. */
const few = 32;
/** How many pictures, and for how many milliseconds, are begun one after the other before everybody else in this thread has a turn. */
const together = 32;
const stretch = 6;

/**
 * Bounds what waits: beyond the bound a request is told to come back, instead of everybody waiting longer and longer. The
 * bound is a time more than a number: how many can be read in it, the machine decides.
 */
export function createBacklog({ most, soon, now, observe = () => {} }: BacklogOptions): Backlog {
  /** Since when each is under way, the oldest first. */
  const underWay = new Set<{ readonly since: number }>();
  const pace = createPace(soon, now);

  async function during<T>(work: () => Promise<T>): Promise<T> {
    const one = { since: now() };
    underWay.add(one);
    observe(underWay.size);
    try {
      return await work();
    } finally {
      underWay.delete(one);
      observe(underWay.size);
    }
  }

  function oldest(): number {
    for (const { since } of underWay) return now() - since;
    return 0;
  }

  return {
    full: () => underWay.size >= most || (underWay.size > few && oldest() > patience),
    reading: (recogniser) => ({
      get model() {
        return recogniser.model;
      },
      get thresholds() {
        return recogniser.thresholds;
      },
      async recognise(bytes, options) {
        if (underWay.size >= most)
          throw new UnavailableError('Cannot read the image now: too many are waiting');
        return during(() => pace(() => recogniser.recognise(bytes, options)));
      },
    }),
    storing: (store) => ({ ...store, record: (prediction) => during(() => store.record(prediction)) }),
  };
}

/**
 * What arrives together is begun together only for a stretch; the rest waits for the next turns, in its order. Otherwise
 * hundreds of pictures that came in one moment would keep the thread from everybody else until the last of them is decoded.
 *
 * @returns a function that begins the work now or later
 */
function createPace(soon: (run: () => void) => void, now: () => number) {
  const waiting: (() => void)[] = [];
  let [begun, since, armed] = [0, 0, false];

  const room = () => begun < together && now() - since < stretch;

  function nextTurn(): void {
    [begun, since] = [0, now()];
    // One at least, however long the thread was kept from going on.
    while (waiting.length > 0 && (begun === 0 || room())) {
      begun++;
      waiting.shift()?.();
    }
    armed = begun > 0;
    if (armed) soon(nextTurn);
  }

  return <T>(work: () => Promise<T>): Promise<T> => {
    if (!armed) {
      [begun, since, armed] = [0, now(), true];
      soon(nextTurn);
    }
    if (waiting.length > 0 || !room())
      return new Promise((resolve, reject) => waiting.push(() => work().then(resolve, reject)));
    begun++;
    return work();
  };
}
