import type { AppDeps } from '../../deps.ts';
import type { FindFile } from '../../exchange/import-csv.ts';
import { type ImportedRow, type ImportOutcome, importRows } from '../../exchange/import-rows.ts';
import type { ImportFile, ImportFormat } from '../../exchange/import-source.ts';
import { planImport } from '../../exchange/plan-import.ts';

export type ImportCounts = Record<ImportOutcome, number>;

/** How an import went, so far or at its end. */
export interface ImportSummary {
  readonly rows: number;
  readonly counts: ImportCounts;
  readonly durationMs: number;
}

/** An import that has been understood and is ready to go. */
export interface Import {
  readonly format: ImportFormat;
  /** `null` when only reading tells. */
  readonly total: number | null;
  /** Does it, row by row. */
  readonly run: () => AsyncGenerator<ImportedRow, ImportSummary>;
}

/** Labelled pictures from elsewhere, or our own exports back in. */
export function createImports({
  background,
  store,
  exchange,
  scratch,
  limits,
  batchLimits,
  clock,
  newId,
  log,
}: Pick<
  AppDeps,
  'background' | 'store' | 'exchange' | 'scratch' | 'limits' | 'batchLimits' | 'clock' | 'newId' | 'log'
>) {
  const onUnexpected = (error: unknown) => log.error('a piece of an import failed', { error: String(error) });
  const ports = { background, store, exchange, clock, newId, onUnexpected };
  return {
    /**
     * @param findFile where files lie that a table names and that did not come along
     * @throws MalformedError when it is nothing that can be imported
     */
    async plan(files: readonly ImportFile[], findFile?: FindFile): Promise<Import> {
      const { format, total, rows } = await planImport(files, {
        limits: { maxImageBytes: limits.maxBytes, maxUnpackedBytes: batchLimits.maxBytes },
        openScratch: scratch,
        findFile,
      });
      async function* run(): AsyncGenerator<ImportedRow, ImportSummary> {
        const begin = performance.now();
        const counts: ImportCounts = { added: 0, labelled: 0, unchanged: 0, failed: 0 };
        let done = 0;
        for await (const row of importRows(rows, ports)) {
          counts[row.outcome]++;
          done++;
          yield row;
        }
        return { rows: done, counts, durationMs: Math.round(performance.now() - begin) };
      }
      return { format, total, run };
    },
  };
}
