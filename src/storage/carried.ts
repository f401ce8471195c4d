import type { InArgs } from '@libsql/client';
import type { RecordResult, RecordRow } from './record-row.ts';

/** SQL on its way to who commits. */
export interface CarriedStatement {
  readonly sql: string;
  /** By position, or by name. */
  readonly args: InArgs;
}

/** What is done as a whole or not at all. */
export type Task =
  | { readonly kind: 'batch'; readonly statements: readonly CarriedStatement[] }
  | { readonly kind: 'record'; readonly rows: readonly RecordRow[] }
  | { readonly kind: 'give-back' };

/** A `ResultSet` as plain data. */
export interface CarriedResult {
  readonly columns: string[];
  readonly columnTypes: string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowsAffected: number;
  readonly lastInsertRowid: bigint | undefined;
}

/** An error as plain data; what SQLite said keeps its codes. */
export interface CarriedError {
  readonly message: string;
  readonly code: string | null;
  readonly rawCode: number | undefined;
}

/** What became of a task. An answer means that it was committed. */
export type Verdict =
  | { readonly results: readonly CarriedResult[] }
  | { readonly recorded: readonly RecordResult[] }
  | { readonly error: CarriedError };

export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { message: String(error), code: null, rawCode: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const rawCode = 'rawCode' in error && typeof error.rawCode === 'number' ? error.rawCode : undefined;
  return { message: error.message, code, rawCode };
}
