/** What the last sixty minutes are told apart by. */
export const activities = ['predict', 'other'] as const;
export type Activity = (typeof activities)[number];

const minutes = 64;
/** Latencies are counted in steps of 1.3, from 0.2 ms to 5.6 s: enough for a percentile within a seventh. */
const steps = 40;
const least = 0.2;
const factor = 1.3;
/** The minute's number, answers, refusals (4xx), failures (5xx), then the steps. */
const wordsPerMinute = 4 + steps;
const wordsPerActivity = minutes * wordsPerMinute;
const bytesPerSlot = activities.length * wordsPerActivity * 8;

export const createHourMemory = (slots: number): SharedArrayBuffer =>
  new SharedArrayBuffer(slots * bytesPerSlot);

export interface ActivityMinute {
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
}

export interface LastHour {
  /** The oldest first; the last is the minute that has just begun. */
  readonly minutes: readonly ActivityMinute[];
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
  /** Latency in milliseconds by percentile; null when nothing was asked. */
  readonly latencyMs: {
    readonly p50: number | null;
    readonly p90: number | null;
    readonly p99: number | null;
  };
}

/** Notes answers by the minute, in the part of the memory that this thread alone writes. */
export function openHour(memory: SharedArrayBuffer, slot: number) {
  const words = new Float64Array(memory, slot * bytesPerSlot, bytesPerSlot / 8);
  return (activity: Activity, nowMs: number, status: number, durationMs: number): void => {
    const minute = Math.floor(nowMs / 60_000);
    const at = activities.indexOf(activity) * wordsPerActivity + (minute % minutes) * wordsPerMinute;
    if (words[at] !== minute) words.fill(0, at, at + wordsPerMinute)[at] = minute;
    const bump = (i: number) => {
      words[at + i] = (words[at + i] ?? 0) + 1;
    };
    bump(1);
    if (status >= 500) bump(3);
    else if (status >= 400) bump(2);
    bump(4 + stepOf(durationMs));
  };
}

const stepOf = (ms: number) =>
  ms <= least ? 0 : Math.min(steps - 1, Math.ceil(Math.log(ms / least) / Math.log(factor)));

/** Sixty minutes of all threads together. */
export function readHour(memory: SharedArrayBuffer, activity: Activity, nowMs: number): LastHour {
  const now = Math.floor(nowMs / 60_000);
  const sums = Array.from({ length: 60 }, (_, i) => sumOf(memory, activity, now - 59 + i));
  const total = (i: number) => sums.reduce((sum, words) => sum + (words[i] ?? 0), 0);
  const counts = Array.from({ length: steps }, (_, i) => total(4 + i));
  return {
    minutes: sums.map(([, requests = 0, refused = 0, failed = 0]) => ({ requests, refused, failed })),
    requests: total(1),
    refused: total(2),
    failed: total(3),
    latencyMs: { p50: percentile(counts, 0.5), p90: percentile(counts, 0.9), p99: percentile(counts, 0.99) },
  };
}

/** Answers in the minute that has begun, of all threads together: a few additions. */
export const answersThisMinute = (memory: SharedArrayBuffer, activity: Activity, nowMs: number): number =>
  sumOf(memory, activity, Math.floor(nowMs / 60_000))[1] ?? 0;

function sumOf(memory: SharedArrayBuffer, activity: Activity, minute: number): Float64Array {
  const sum = new Float64Array(wordsPerMinute);
  const begin = activities.indexOf(activity) * wordsPerActivity + (minute % minutes) * wordsPerMinute;
  for (let slot = 0; slot < memory.byteLength / bytesPerSlot; slot++) {
    const words = new Float64Array(memory, slot * bytesPerSlot + begin * 8, wordsPerMinute);
    if (words[0] === minute)
      for (let i = 1; i < wordsPerMinute; i++) sum[i] = (sum[i] ?? 0) + (words[i] ?? 0);
  }
  return sum;
}

/** Within the step in which it falls, as if its latencies were spread evenly. */
function percentile(counts: readonly number[], share: number): number | null {
  const wanted = counts.reduce((sum, count) => sum + count, 0) * share;
  if (wanted === 0) return null;
  let passed = 0;
  for (const [i, count] of counts.entries()) {
    if (passed + count >= wanted) {
      const low = i === 0 ? 0 : least * factor ** (i - 1);
      return low + (least * factor ** i - low) * ((wanted - passed) / count);
    }
    passed += count;
  }
  return null;
}
