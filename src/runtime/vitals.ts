import process from 'node:process';
import type { Vitals } from '../core/metrics/index.ts';
import type { Database } from '../storage/database.ts';
import { databaseBytes } from '../storage/database-bytes.ts';

/** Measures what is only worth measuring when somebody looks. What cannot be measured now is left out. */
export const createVitals = (database: Database) => async (): Promise<Vitals> => ({
  databaseBytes: await databaseBytes(database).catch(() => undefined),
  residentBytes: process.memoryUsage.rss(),
  startedAtSeconds: performance.timeOrigin / 1000,
});
