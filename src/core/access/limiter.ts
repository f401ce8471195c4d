/** A token bucket: so many at once, refilled evenly over a minute. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

export interface Take {
  readonly allowed: boolean;
  /** Whole requests that may still come now. */
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetSeconds: number;
  /** Until the next may come; 0 when it may now. */
  readonly retryAfterSeconds: number;
}

/** Bytes of shared memory that a limiter needs: 16,384 clients at a time. */
export const limiterBytes = 128 * 1024;

const epoch = Date.UTC(2026, 0, 1);
/** Times are counted in sixteenths of a millisecond, in 44 bits; the 20 above tell clients apart. */
const ticksPerMs = 16;
const tagShift = 44n;
const timeMask = (1n << tagShift) - 1n;
const probes = 4;
/** Ten minutes, which no bucket needs: a time so far ahead was left behind by a clock that was set back. */
const farAhead = 10 * 60_000 * ticksPerMs;

/**
 * Counts clients in memory that all workers share, without a lock. A client is one number (generic cell rate algorithm): the time
 * at which its bucket will be full again. One whose bucket is full needs no memory, so its place is free for another.
 * When the table is crowded two clients may share a bucket: they are slowed down early, never late.
 */
export function createLimiter(memory: SharedArrayBuffer, offset = 0) {
  const words = new BigUint64Array(memory, offset, limiterBytes / 8);

  const placeOf = (hash: number, tag: bigint, now: number): number => {
    let free: number | undefined;
    for (let probe = 0; probe < probes; probe++) {
      const place = (hash + probe * 7919) % words.length;
      const word = Atomics.load(words, place);
      if (word >> tagShift === tag) return place;
      const left = Number(word & timeMask) - now;
      if (left <= 0 || left > farAhead) free ??= place;
    }
    return free ?? hash % words.length;
  };

  return (client: string, { perMinute, burst }: Rate, nowMs: number): Take => {
    const [hash, tag] = hashOf(client);
    const now = Math.max(0, Math.round((nowMs - epoch) * ticksPerMs));
    const interval = Math.max(1, Math.round((60_000 * ticksPerMs) / perMinute));
    const most = burst * interval;
    for (;;) {
      const place = placeOf(hash, tag, now);
      const old = Atomics.load(words, place);
      const left = Number(old & timeMask) - now;
      if (left > most && old >> tagShift === tag) {
        // Left behind by a clock that was set back: nobody waits for more than a whole bucket.
        Atomics.compareExchange(words, place, old, (tag << tagShift) | BigInt(now + most));
        continue;
      }
      const debt = (left > farAhead ? 0 : Math.min(Math.max(0, left), most)) + interval;
      if (debt > most) return take(false, 0, debt - interval, debt - most);
      const next = (tag << tagShift) | BigInt(now + debt);
      if (Atomics.compareExchange(words, place, old, next) === old)
        return take(true, Math.floor((most - debt) / interval), debt, 0);
    }
  };
}

const take = (allowed: boolean, remaining: number, reset: number, wait: number): Take => ({
  allowed,
  remaining,
  resetSeconds: seconds(reset),
  retryAfterSeconds: seconds(wait),
});
const seconds = (ticks: number) => Math.ceil(ticks / ticksPerMs / 1000);

/** FNV-1a: a place, and 20 bits that tell clients at the same place apart; never all zero. */
function hashOf(text: string): [number, bigint] {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return [low >>> 0, BigInt(((high >>> 12) % 0xfffff) + 1)];
}
