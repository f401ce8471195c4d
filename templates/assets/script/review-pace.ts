/** Labels looked back at; older ones say nothing of the pace now. */
const lately = 12;
/** Whoever was away longer than this, in milliseconds, was away. */
const away = 20_000;

/** How fast somebody labels. */
export function createPace(now: () => number = () => performance.now()) {
  let gaps: number[] = [];
  let before: number | undefined;
  return {
    tick() {
      const time = now();
      if (before !== undefined && time - before < away) gaps = [...gaps, time - before].slice(-lately);
      before = time;
    },
    /** Labels a minute; `null` until it can be told. */
    perMinute(): number | null {
      if (gaps.length < 3) return null;
      return Math.round((60_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0));
    },
  };
}
