import type { Client, InArgs, InStatement, ResultSet } from '@libsql/client';
import type { CarriedStatement, Task, Verdict } from './carried.ts';
import { unpackError, unpackResult } from './unpack.ts';

/** Has a task committed with others, and brings back what became of it. */
export type Carry = (task: Task) => Promise<Verdict>;

/**
 * libSQL's client for a worker: it reads by itself, on its own connection, and has everything that writes committed
 * in groups. Interactive transactions are impossible on purpose.
 */
export function createCarriedClient(reader: Client, carry: Carry): Client {
  async function write(statements: readonly CarriedStatement[]): Promise<ResultSet[]> {
    const verdict = await carry({ kind: 'batch', statements });
    if ('error' in verdict) throw unpackError(verdict.error);
    return 'results' in verdict ? verdict.results.map(unpackResult) : [];
  }
  const refuse = (what: string) => () =>
    Promise.reject(new Error(`Cannot ${what} in a worker: changes are made by one batch`));

  return {
    async execute(statement: InStatement, args?: InArgs) {
      const plain = toPlain(typeof statement === 'string' && args ? { sql: statement, args } : statement);
      if (onlyReads(plain.sql)) return reader.execute(statement as InStatement);
      const [result] = await write([plain]);
      if (!result) throw new Error('Cannot execute the statement: no result came back');
      return result;
    },
    async batch(statements, mode) {
      const plain = statements.map(toPlain);
      return plain.every(({ sql }) => onlyReads(sql)) ? reader.batch(statements, mode) : write(plain);
    },
    migrate: refuse('migrate'),
    transaction: refuse('open a transaction'),
    executeMultiple: refuse('execute several statements in one text'),
    sync: () => reader.sync(),
    reconnect: () => reader.reconnect(),
    close: () => reader.close(),
    get closed() {
      return reader.closed;
    },
    get protocol() {
      return reader.protocol;
    },
  };
}

function toPlain(statement: InStatement | [sql: string, args?: InArgs]): CarriedStatement {
  if (typeof statement === 'string') return { sql: statement, args: [] };
  if (Array.isArray(statement)) return { sql: statement[0], args: statement[1] ?? [] };
  return { sql: statement.sql, args: statement.args ?? [] };
}

/** In doubt it writes: who commits can do either. */
const onlyReads = (sql: string): boolean =>
  /^\s*(select|explain|values)\b/i.test(sql) ||
  (/^\s*with\b/i.test(sql) && !/\b(insert|update|delete|replace)\b/i.test(sql));
