export interface GroupLimits<T> {
  readonly maxItems: number;
  /** How much an item weighs, e.g. its bytes, and how much a group may weigh before it is closed. */
  readonly weigh: (item: T) => number;
  readonly maxWeight: number;
  /** How long the first item of a group waits for more. */
  readonly waitMs: number;
}

/** Items in groups: full ones where they come fast, small ones where somebody would wait. */
export async function* grouped<T>(
  items: AsyncIterable<T>,
  { maxItems, weigh, maxWeight, waitMs }: GroupLimits<T>,
): AsyncGenerator<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  // Whoever awaits it later meets the error; until then it is not unhandled.
  const keep = (promise: typeof next) => {
    promise.catch(() => {});
    return promise;
  };
  try {
    for (;;) {
      const first = await next;
      if (first.done) return;
      const group = [first.value];
      let weight = weigh(first.value);
      next = keep(iterator.next());
      const timer = alarm(waitMs);
      while (group.length < maxItems && weight < maxWeight) {
        const result = await Promise.race([next.catch(() => null), timer.rings]);
        if (result === null || result.done) break;
        group.push(result.value);
        weight += weigh(result.value);
        next = keep(iterator.next());
      }
      timer.stop();
      yield group;
    }
  } finally {
    // Not awaited: it may be waiting for a sender who waits for us.
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function alarm(ms: number): { rings: Promise<null>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rings = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return { rings, stop: () => clearTimeout(timer) };
}
