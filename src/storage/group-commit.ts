import Database from 'libsql';
import { type CarriedResult, type CarriedStatement, packError, type Task, type Verdict } from './carried.ts';
import { createLogSync, type LogSync } from './log-sync.ts';
import type { RecordResult, RecordRow } from './record-row.ts';
import { createRecorder } from './recorder.ts';
import { giveBack, type PageCounts, pageCounts } from './spare-space.ts';

export interface GroupCommit {
  /**
   * Runs every task in one transaction. One that fails is undone and spoils no other. Nobody may be told before it was synced.
   */
  commit(tasks: readonly Task[]): Verdict[];
  /**
   * Puts on the disk what was committed until now, beside whatever others commit meanwhile.
   *
   * @param blocking keeps the thread from going on meanwhile: quicker when there is nothing else to do
   * @throws Error when that cannot be known; what was committed may be lost in a power cut, or not
   */
  sync(blocking: boolean): Promise<void>;
  /** Lets go of the connection; the last one to do so clears the write-ahead log away. */
  close(): void;
}

export interface GroupCommitOptions {
  /** The file. */
  readonly path: string;
  /** How long a transaction waits for another process's lock. */
  readonly busyTimeoutMs: number;
  /** PRAGMAs of the connection. */
  readonly settings: string;
}

/** One connection with its prepared statements. */
interface Connection {
  readonly db: Database.Database;
  readonly log: LogSync;
  readonly record: (rows: readonly RecordRow[]) => readonly RecordResult[];
  prepare(sql: string): Database.Statement;
  release(): void;
}

/** Statements that are kept; features have some dozens. */
const maxStatements = 200;

function connect({ path, busyTimeoutMs, settings }: GroupCommitOptions): Connection {
  const db = new Database(path, { timeout: busyTimeoutMs });
  // SQLite's own sync at each commit (`full`) would keep the next one waiting: here it follows the commit, and comes before the
  // answer. Who commits must not stop to move pages into the file: others do that beside it. New rows of a large history touch some
  // hundred pages again and again, and another thread's commit forgets them all: 4 MB will do.
  db.exec(
    `${settings} pragma synchronous = normal; pragma wal_autocheckpoint = 0; pragma cache_size = -4000;`,
  );
  const log = createLogSync(path);
  const statements = new Map<string, Database.Statement>();
  return {
    db,
    log,
    record: createRecorder(db),
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      if (statements.size >= maxStatements) statements.clear();
      const statement = db.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    release() {
      try {
        // A closed connection whose statements are not collected yet would keep its transaction, and everybody else out.
        if (db.inTransaction) db.exec('rollback');
      } finally {
        db.close();
        log.close();
      }
    },
  };
}

/** The values that SQLite knows, as libSQL's own client makes them. */
function toSql(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value === undefined) throw new TypeError('undefined cannot be passed as argument to the database');
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('Only finite numbers (not Infinity or NaN) can be passed as arguments');
  return value;
}

/** Plain data, and numbers where they hold the value, as libSQL's own client makes them. */
function fromSql(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number))
      throw new RangeError('Received integer which cannot be safely represented as a JavaScript number');
    return number;
  }
  if (value instanceof Uint8Array) return new Uint8Array(value).buffer;
  return value;
}

const toArgs = (args: CarriedStatement['args']): unknown =>
  Array.isArray(args)
    ? args.map(toSql)
    : Object.fromEntries(
        Object.entries(args).map(([name, value]) => [name.replace(/^[@$:]/, ''), toSql(value)]),
      );

function runStatement({ prepare }: Connection, { sql, args }: CarriedStatement): CarriedResult {
  const statement = prepare(sql);
  const values = toArgs(args);
  if (!statement.reader) {
    const { changes, lastInsertRowid } = statement.run(values);
    return {
      columns: [],
      columnTypes: [],
      rows: [],
      rowsAffected: changes,
      lastInsertRowid: BigInt(lastInsertRowid),
    };
  }
  const described = statement.columns();
  const rows = statement.safeIntegers(true).raw(true).all(values) as unknown[][];
  return {
    columns: described.map(({ name }) => name),
    columnTypes: described.map(({ type }) => type ?? ''),
    rows: rows.map((row) => row.map(fromSql)),
    rowsAffected: 0,
    lastInsertRowid: undefined,
  };
}

function runTask(connection: Connection, task: Task): Verdict {
  if (task.kind === 'record') return { recorded: connection.record(task.rows) };
  if (task.kind === 'give-back') {
    connection.db.exec(giveBack(connection.db.prepare(pageCounts).get() as PageCounts));
    return { results: [] };
  }
  return { results: task.statements.map((statement) => runStatement(connection, statement)) };
}

/** One after the other; neighbours that only record do so together, which costs much less. */
function runAll(connection: Connection, tasks: readonly Task[]): Verdict[] {
  const verdicts: Verdict[] = [];
  while (verdicts.length < tasks.length) {
    const records = recordsFrom(tasks, verdicts.length);
    if (records.length === 0) {
      verdicts.push(runTask(connection, tasks[verdicts.length] as Task));
      continue;
    }
    const results = connection.record(records.flatMap(({ rows }) => rows));
    let at = 0;
    for (const { rows } of records) {
      verdicts.push({ recorded: results.slice(at, at + rows.length) });
      at += rows.length;
    }
  }
  return verdicts;
}

/** The tasks from `at` on that record, up to the first that does something else. */
function recordsFrom(tasks: readonly Task[], at: number): Extract<Task, { kind: 'record' }>[] {
  const records: Extract<Task, { kind: 'record' }>[] = [];
  for (let task = tasks[at]; task?.kind === 'record'; task = tasks[at + records.length]) records.push(task);
  return records;
}

/**
 * Who commits: one connection, one transaction for everybody who waits.
 *
 * @throws Error when the file cannot be opened
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  let connection: Connection | null = connect(options);
  /** A sync failed: the system reports that once, and later syncs say nothing of what was to be written then. */
  let doubtful = false;

  /** After a failure of the whole group: a refused statement may stay open in the driver, and block every later commit. */
  function renew(): void {
    try {
      connection?.release();
    } catch {
      // It is gone either way.
    }
    connection = null;
  }

  /** Without a savepoint each, since almost no task ever fails. @returns null when one did: then nothing has happened. */
  function runTogether(open: Connection, tasks: readonly Task[]): Verdict[] | null {
    open.db.exec('begin immediate');
    try {
      const verdicts = runAll(open, tasks);
      open.db.exec('commit');
      return verdicts;
    } catch (error) {
      if (tasks.length === 1 || !open.db.inTransaction) throw error;
      open.db.exec('rollback');
      return null;
    }
  }

  function runApart(open: Connection, tasks: readonly Task[]): Verdict[] {
    const { db } = open;
    db.exec('begin immediate');
    const verdicts = tasks.map((task): Verdict => {
      db.exec('savepoint task');
      try {
        const verdict = runTask(open, task);
        db.exec('release task');
        return verdict;
      } catch (error) {
        // A full disk ends the whole transaction; then nothing of the group holds.
        if (!db.inTransaction) throw error;
        db.exec('rollback to task; release task');
        return { error: packError(error) };
      }
    });
    db.exec('commit');
    return verdicts;
  }

  /** Everything into the file itself, and that synced: then it does not matter what the log lost. */
  function moveLog({ db }: Connection): void {
    const [blocked] = db.prepare('pragma wal_checkpoint(full)').raw(true).get() as [number];
    if (blocked !== 0) throw new Error('Cannot sync the database: somebody reads or writes all the time');
    doubtful = false;
  }

  return {
    async sync(blocking) {
      if (!connection) return;
      const { log } = connection;
      if (!doubtful) {
        try {
          return blocking ? log.now() : await log.beside();
        } catch {
          doubtful = true;
        }
      }
      moveLog(connection);
    },
    commit(tasks) {
      try {
        connection ??= connect(options);
        return runTogether(connection, tasks) ?? runApart(connection, tasks);
      } catch (error) {
        renew();
        const packed = packError(error);
        return tasks.map(() => ({ error: packed }));
      }
    },
    close: renew,
  };
}
