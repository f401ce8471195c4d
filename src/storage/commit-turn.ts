/** How long, in milliseconds, one waits for the turn before going on without it: then SQLite's own lock has to do. */
const patience = 1_000;

const nobody = 0;

/** Memory for one turn, to be shared by all threads that write. */
export const createTurnMemory = () => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

/**
 * Whose turn it is to write. SQLite lets one connection write at a time and has the others ask again after milliseconds; here
 * they sleep until the one before them is done.
 */
export interface CommitTurn {
  /** Does it when nobody else does, and blocks the thread until then. Without waiting any longer than a second. */
  during<Result>(work: () => Result): Result;
  /** Takes the turn back from a thread that ended in the middle of its own. */
  takeBackFrom(thread: number): void;
}

/** @param thread a number that no other thread has, from 0 */
export function openCommitTurn(memory: SharedArrayBuffer, thread: number): CommitTurn {
  const holder = new Int32Array(memory);

  function take(): boolean {
    const end = performance.now() + patience;
    for (;;) {
      const other = Atomics.compareExchange(holder, 0, nobody, thread + 1);
      if (other === nobody) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(holder, 0, other, left);
    }
  }

  function giveFrom(one: number): void {
    if (Atomics.compareExchange(holder, 0, one + 1, nobody) === one + 1) Atomics.notify(holder, 0, 1);
  }

  return {
    during(work) {
      const taken = take();
      try {
        return work();
      } finally {
        if (taken) giveFrom(thread);
      }
    },
    takeBackFrom: giveFrom,
  };
}
