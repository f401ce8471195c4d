import { Database } from 'bun:sqlite';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/storage/database.ts';
import { fill } from './fill.ts';

/** Makes a database of `count` predictions, and says on stderr how far it is. @throws Error when the file is there already. */
export async function seed(path: string, count: number): Promise<void> {
  if (existsSync(path)) throw new Error(`Cannot seed ${path}: it exists`);
  const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url));
  await (await openDatabase({ url: `file:${path}`, migrationsFolder })).close();
  const db = new Database(path);
  db.run('pragma journal_mode = off');
  db.run('pragma synchronous = off');
  db.run('pragma cache_size = -200000');
  const begin = performance.now();
  const progress = (done: number) => {
    const perSecond = Math.round(done / ((performance.now() - begin) / 1000));
    process.stderr.write(`\r${Math.floor((done / count) * 100)} % of ${count}, ${perSecond} rows/s   `);
    if (done === count) process.stderr.write('\nindexes\n');
  };
  fill(db, { count, until: Date.now(), progress });
  db.run('pragma journal_mode = wal');
  db.close();
}
