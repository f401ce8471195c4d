import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { type Carry, createCarriedClient } from './carried-client.ts';
import type { Database } from './database.ts';
import { busyTimeoutMs, settings } from './file-settings.ts';
import { unpackError } from './unpack.ts';

/**
 * A file's database as a worker has it: reads go to a connection of its own, changes are committed in groups. The file
 * exists and is up to date.
 *
 * @throws Error when it cannot be opened
 */
export async function openWorkerDatabase(url: string, carry: Carry): Promise<Database> {
  const reader = createClient({ url, concurrency: 1, timeout: busyTimeoutMs });
  const prepare = () => reader.executeMultiple(`${settings} pragma query_only = on;`);
  await prepare();
  const client = createCarriedClient(reader, carry);
  return {
    db: drizzle(client),
    client,
    async record(rows) {
      const verdict = await carry({ kind: 'record', rows });
      if ('recorded' in verdict) return verdict.recorded;
      throw 'error' in verdict ? unpackError(verdict.error) : new Error('Cannot record: no row came back');
    },
    async giveBackSpace() {
      const verdict = await carry({ kind: 'give-back' });
      if ('error' in verdict) throw unpackError(verdict.error);
    },
    async renew() {
      await Promise.all([reader.reconnect(), prepare()]);
    },
    async close() {
      reader.close();
    },
  };
}
