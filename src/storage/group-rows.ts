import type { RecordResult, RecordRow } from './record-row.ts';

type RecordRows = (rows: readonly RecordRow[]) => Promise<readonly RecordResult[]>;

interface Waiting {
  readonly row: RecordRow;
  resolve(result: RecordResult | undefined): void;
  reject(error: unknown): void;
}

/** Rows in one commit at most: what one may have to wait for others is bounded by it. */
const mostTogether = 64;

/**
 * Rows that come while others are being committed share the next commit. Without a committer for the file this is what
 * keeps many requests from waiting for as many syncs to disk.
 */
export function groupRows(recordRows: RecordRows): (row: RecordRow) => Promise<RecordResult | undefined> {
  let waiting: Waiting[] = [];
  let underWay = false;

  async function recordGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await recordRows(group.map(({ row }) => row));
      for (const [i, { resolve }] of group.entries()) resolve(results[i]);
    } catch (error) {
      // One that cannot be written must not take the others with it.
      if (group.length > 1) for (const one of group) await recordGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  async function run(): Promise<void> {
    const group = waiting.slice(0, mostTogether);
    waiting = waiting.slice(mostTogether);
    await recordGroup(group);
    underWay = waiting.length > 0;
    if (underWay) setImmediate(run);
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      if (underWay) return;
      underWay = true;
      setImmediate(run);
    });
}
