import type { NewPrediction, PredictionStore, RecordOutcome } from '../../core/store.ts';

type RecordAll = PredictionStore['recordAll'];

interface Waiting {
  readonly news: readonly NewPrediction[];
  resolve(outcomes: readonly RecordOutcome[]): void;
  reject(error: unknown): void;
}

/**
 * Records group after group. Groups that wait while another is being recorded go together, up to `most` predictions: on a slow
 * disk that saves syncs, and nobody else ever waits for a longer commit.
 */
export function recordInTurn(recordAll: RecordAll, most: number): RecordAll {
  let waiting: Waiting[] = [];
  let underWay = false;

  function takeGroups(): Waiting[] {
    let count = 0;
    let taken = 0;
    for (const { news } of waiting) {
      if (taken > 0 && count + news.length > most) break;
      count += news.length;
      taken++;
    }
    const groups = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
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
    underWay = true;
    while (waiting.length > 0) await recordGroups(takeGroups());
    underWay = false;
  }

  return (news) =>
    new Promise((resolve, reject) => {
      waiting.push({ news, resolve, reject });
      if (!underWay) void run();
    });
}
