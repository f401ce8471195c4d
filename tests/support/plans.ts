import { spyOn } from 'bun:test';
import type { InStatement } from '@libsql/client';
import type { Database } from '../../src/storage/database.ts';

/** The plan of every statement that a call sends, one by one or in a batch, as SQLite explains it. */
export async function plansOf(database: Database, call: () => Promise<unknown>): Promise<string[]> {
  const sent: (InStatement | [string, unknown?])[] = [];
  const single = spyOn(database.client, 'execute');
  const batch = spyOn(database.client, 'batch');
  try {
    await call();
    sent.push(...single.mock.calls.map(([statement]) => statement));
    sent.push(...batch.mock.calls.flatMap(([statements]) => statements));
  } finally {
    single.mockRestore();
    batch.mockRestore();
  }
  const plans = await Promise.all(
    sent.map((statement) => {
      if (Array.isArray(statement))
        throw new Error(`Cannot explain ${statement[0]}: its form is not known here`);
      const { sql, args = [] } = typeof statement === 'string' ? { sql: statement } : statement;
      return database.client.execute({ sql: `explain query plan ${sql}`, args });
    }),
  );
  return plans.flatMap((plan) => plan.rows.map((row) => String(row['detail'])));
}
