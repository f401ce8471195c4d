import type { NewPrediction, PredictionStore, RecordOutcome } from '../../core/store.ts';

type RecordAll = PredictionStore['recordAll'];

/** Predictions in one commit. */
export interface CommitSize {
  /** So many are worth one, and wait for no more. */
  readonly enough: number;
  /** Everybody else waits for it. */
  readonly most: number;
}

export interface RecordLimits {
  /** Asked before every commit. */
  readonly size: () => CommitSize;
  /** Whether more will come soon without anybody's doing: what is being read. Otherwise nobody waits. */
  readonly moreComes: () => boolean;
  /** How long the first of a commit waits for more, in milliseconds. */
  readonly waitMs: number;
}

interface Waiting {
  readonly news: readonly NewPrediction[];
  resolve(outcomes: readonly RecordOutcome[]): void;
  reject(error: unknown): void;
}

/**
 * Records group after group, and groups that come soon after each other together: rows next to each other lie on the same pages,
 * and the more of them a commit holds, the fewer pages it has to write for each.
 */
export function recordInTurn(recordAll: RecordAll, limits: RecordLimits): RecordAll {
  const { size, moreComes, waitMs } = limits;
  let waiting: Waiting[] = [];
  let predictions = 0;
  let underWay = false;
  let late: ReturnType<typeof setTimeout> | undefined;

  function takeGroups(): Waiting[] {
    const { most } = size();
    let count = 0;
    let taken = 0;
    for (const { news } of waiting) {
      if (taken > 0 && count + news.length > most) break;
      count += news.length;
      taken++;
    }
    const groups = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
    predictions -= count;
    return groups;
  }

  async function recordGroups(groups: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await recordAll(groups.flatMap(({ news }) => news));
      let at = 0;
      for (const { news, resolve } of groups) {
        resolve(outcomes.slice(at, at + news.length));
        at += news.length;
      }
    } catch (error) {
      for (const { reject } of groups) reject(error);
    }
  }

  async function run(): Promise<void> {
    clearTimeout(late);
    late = undefined;
    underWay = true;
    await recordGroups(takeGroups());
    underWay = false;
    runWhenWorthIt();
  }

  function runWhenWorthIt(): void {
    if (underWay || waiting.length === 0) return;
    if (predictions >= size().enough || !moreComes()) void run();
    else late ??= setTimeout(run, waitMs);
  }

  return (news) =>
    new Promise((resolve, reject) => {
      waiting.push({ news, resolve, reject });
      predictions += news.length;
      runWhenWorthIt();
    });
}
