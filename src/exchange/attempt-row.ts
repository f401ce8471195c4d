import { InkwellError } from '../core/errors.ts';
import type { ImportRow, WrongRow } from './import-source.ts';

/** A row, or what is wrong with it by design; one bad row never stops the others. */
export function attemptRow(name: string, read: () => Omit<ImportRow, 'name'>): ImportRow | WrongRow {
  try {
    return { name, ...read() };
  } catch (error) {
    if (error instanceof InkwellError) return { name, error };
    throw error;
  }
}
