import { type FamilyName, familyNames, familyOf } from './families.ts';

/** Numbers of one thread's part of the memory: room for about two thousand series. Untouched pages cost nothing. */
const wordsPerSlot = 65_536;
const bytesPerWord = 8;
/** Words of a series before its labels: the whole length, the family's number, the bytes of its labels. */
const head = 3;

/** One time series, as its own thread sees it. */
export interface Series {
  /** The buckets of a histogram and its sum, or the one value. */
  readonly values: Float64Array;
}

/** A series as found in some thread's part. */
export interface FoundSeries extends Series {
  readonly family: FamilyName;
  /** Label values in the family's order, each followed by a line feed. */
  readonly labels: string;
}

/** How many numbers a series of this family has. */
const widthOf = (family: FamilyName): number => {
  const { buckets } = familyOf(family);
  return buckets === undefined ? 1 : buckets.length + 2;
};

/** Memory for the series of so many threads, to be handed to each of them. */
export const createSeriesMemory = (slots: number): SharedArrayBuffer =>
  new SharedArrayBuffer(slots * wordsPerSlot * bytesPerWord);

/**
 * The part that one thread writes, and it alone: no locks, an addition is an addition. A thread that takes over the slot of one
 * that died finds its series and counts on.
 */
export function openSlot(memory: SharedArrayBuffer, slot: number) {
  const used = new Int32Array(memory, slot * wordsPerSlot * bytesPerWord, 1);
  const words = new Float64Array(memory, slot * wordsPerSlot * bytesPerWord, wordsPerSlot);
  const known = new Map<string, Series>();
  for (const found of readSlot(memory, slot)) known.set(`${found.family}\n${found.labels}`, found);

  const add = (family: FamilyName, labels: string): Series => {
    const text = new TextEncoder().encode(labels);
    const begin = Math.max(1, Atomics.load(used, 0));
    const values = begin + head + Math.ceil(text.length / bytesPerWord);
    const end = values + widthOf(family);
    // Labels are bounded, so this is never met; if it is, what is over is not counted rather than told wrongly.
    if (end > wordsPerSlot) return { values: new Float64Array(widthOf(family)) };
    words.set([end - begin, familyNames.indexOf(family), text.length], begin);
    new Uint8Array(memory, words.byteOffset + (begin + head) * bytesPerWord, text.length).set(text);
    Atomics.store(used, 0, end);
    return { values: words.subarray(values, end) };
  };

  return {
    /** @param labels values in the family's order, each followed by a line feed. */
    series(family: FamilyName, labels = ''): Series {
      const key = `${family}\n${labels}`;
      const found = known.get(key) ?? add(family, labels);
      known.set(key, found);
      return found;
    },
  };
}

function readSlot(memory: SharedArrayBuffer, slot: number): FoundSeries[] {
  const offset = slot * wordsPerSlot * bytesPerWord;
  const end = Atomics.load(new Int32Array(memory, offset, 1), 0);
  const words = new Float64Array(memory, offset, wordsPerSlot);
  const found: FoundSeries[] = [];
  for (let at = 1; at < end; ) {
    const [length = 0, number = 0, textLength = 0] = words.subarray(at, at + head);
    const family = familyNames[number];
    if (family === undefined || length <= head) break;
    // A copy: no decoder takes shared memory.
    const text = new Uint8Array(memory, offset + (at + head) * bytesPerWord, textLength).slice();
    found.push({
      family,
      labels: new TextDecoder().decode(text),
      values: words.subarray(at + length - widthOf(family), at + length),
    });
    at += length;
  }
  return found;
}

/** The series of all threads, those of the same labels added up. */
export function readAll(memory: SharedArrayBuffer): FoundSeries[] {
  const sums = new Map<string, FoundSeries>();
  for (let slot = 0; slot < memory.byteLength / (wordsPerSlot * bytesPerWord); slot++)
    for (const { family, labels, values } of readSlot(memory, slot)) {
      const key = `${family}\n${labels}`;
      const sum = sums.get(key);
      if (sum === undefined) sums.set(key, { family, labels, values: Float64Array.from(values) });
      else for (const [i, value] of values.entries()) sum.values[i] = (sum.values[i] ?? 0) + value;
    }
  return [...sums.values()];
}
