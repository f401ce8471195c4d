import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { scopes } from '../core/access/scopes.ts';
import type { AccessStore, ApiKey } from '../core/access/store.ts';
import type { Database } from './database.ts';
import { orUnavailable } from './outage.ts';
import { apiKeys, memory } from './schema.ts';

const secretName = 'session-secret';

/** Keys and the sessions' secret over libSQL. */
export function createAccessStore(database: Database): AccessStore {
  const { db } = database;
  const attempt = <T>(action: string, work: () => Promise<T>) => orUnavailable(action, work, database.renew);
  return {
    create: ({ scopes: granted, ...key }) =>
      attempt('keep the key', async () => {
        await db.insert(apiKeys).values({ ...key, scopes: granted.join(' ') });
      }),
    list: () =>
      attempt('list the keys', async () =>
        (await db.select().from(apiKeys).orderBy(asc(apiKeys.createdAt), asc(apiKeys.id))).map(toApiKey),
      ),
    revoke: (id, revokedAt) =>
      attempt('revoke the key', async () => {
        const revoked = await db
          .update(apiKeys)
          .set({ revokedAt })
          .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
          .returning({ id: apiKeys.id });
        return revoked.length > 0;
      }),
    findBySha256: (sha256) =>
      attempt('check the key', async () => {
        const [row] = await db
          .select()
          .from(apiKeys)
          .where(and(eq(apiKeys.sha256, sha256), isNull(apiKeys.revokedAt)));
        return row === undefined ? null : toApiKey(row);
      }),
    anyKeys: () =>
      attempt('look for keys', async () => {
        const [row] = await db.select({ id: apiKeys.id }).from(apiKeys).limit(1);
        return row !== undefined;
      }),
    touch: (id, lastUsedAt) =>
      attempt('note the use of the key', async () => {
        await db.update(apiKeys).set({ lastUsedAt }).where(eq(apiKeys.id, id));
      }),
    sessionSecret: (proposed) =>
      attempt('read the secret of sessions', async () => {
        const find = db
          .select({ value: memory.value })
          .from(memory)
          .where(eq(memory.name, sql`${secretName}`));
        const [known] = await find;
        if (known !== undefined) return known.value;
        const [, [row]] = await db.batch([
          db.insert(memory).values({ name: secretName, value: proposed }).onConflictDoNothing(),
          find,
        ]);
        if (row === undefined) throw new Error('Cannot read the secret of sessions: no row came back');
        return row.value;
      }),
    replaceSessionSecret: (value) =>
      attempt('end the sessions', async () => {
        await db
          .insert(memory)
          .values({ name: secretName, value })
          .onConflictDoUpdate({ target: memory.name, set: { value } });
      }),
  };
}

function toApiKey({
  id,
  name,
  scopes: granted,
  createdAt,
  lastUsedAt,
  revokedAt,
}: typeof apiKeys.$inferSelect): ApiKey {
  const words = granted.split(' ');
  return {
    id,
    name,
    scopes: scopes.filter((scope) => words.includes(scope)),
    createdAt,
    lastUsedAt,
    revokedAt,
  };
}
