import { Database } from 'bun:sqlite';
import { join } from 'node:path';

export interface CommitRates {
  /** Commits of one row, a second. */
  readonly singly: number;
  /** Rows a second, 32 to a commit. */
  readonly grouped: number;
}

/** What the disk and SQLite give without anything else: write-ahead log, a sync per commit, rows as large as a prediction. */
export function commitsAlone(folder: string, seconds: number): CommitRates {
  const db = new Database(join(folder, 'commits.db'), { create: true });
  db.exec(
    'pragma journal_mode = wal; pragma synchronous = full; create table t (id integer primary key, a text, b blob)',
  );
  const insert = db.prepare('insert into t (a, b) values (?, ?)');
  const [text, bytes] = ['0.1,'.repeat(50), new Uint8Array(300)];
  const many = db.transaction((count: number) => {
    for (let i = 0; i < count; i++) insert.run(text, bytes);
  });
  const rate = (group: number) => {
    const begin = performance.now();
    let rows = 0;
    for (; performance.now() - begin < seconds * 1000; rows += group) many(group);
    return (rows * 1000) / (performance.now() - begin);
  };
  const rates = { singly: rate(1), grouped: rate(32) };
  db.close();
  return rates;
}
