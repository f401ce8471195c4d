export interface GroupLimits<T> {
  readonly maxItems: number;
  /** How much an item weighs, e.g. its bytes, and how much a group may weigh before it is closed. */
  readonly weigh: (item: T) => number;
  readonly maxWeight: number;
  /** How long the first item of a group waits for more. */
  readonly waitMs: number;
}

/** Items that come in lists, in groups: full ones where they come fast, small ones where somebody would wait. */
export async function* grouped<T>(
  lists: AsyncIterable<readonly T[]>,
  { maxItems, weigh, maxWeight, waitMs }: GroupLimits<T>,
): AsyncGenerator<T[]> {
  const iterator = lists[Symbol.asyncIterator]();
  let next = iterator.next();
  let group: T[] = [];
  let weight = 0;
  let timer: Alarm | null = null;

  function take(): T[] {
    const taken = group;
    timer?.stop();
    [group, weight, timer] = [[], 0, null];
    return taken;
  }

  try {
    for (;;) {
      // Whoever awaits it later meets the error; until then it is not unhandled.
      const list = await (timer ? Promise.race([next.catch(() => null), timer.rings]) : next);
      if (list === null || list.done) {
        if (group.length > 0) yield take();
        if (list?.done) return;
        continue;
      }
      next = iterator.next();
      next.catch(() => {});
      for (const item of list.value) {
        group.push(item);
        weight += weigh(item);
        if (group.length >= maxItems || weight >= maxWeight) yield take();
      }
      if (group.length > 0) timer ??= alarm(waitMs);
    }
  } finally {
    timer?.stop();
    // Not awaited: it may be waiting for a sender who waits for us.
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

interface Alarm {
  readonly rings: Promise<null>;
  stop(): void;
}

function alarm(ms: number): Alarm {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rings = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return { rings, stop: () => clearTimeout(timer) };
}
