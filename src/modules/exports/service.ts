import type { PredictionFilter, StoredPrediction } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';
import { exportCsv } from '../../exchange/export-csv.ts';
import { exportIdx } from '../../exchange/export-idx.ts';
import { exportJsonl } from '../../exchange/export-jsonl.ts';
import { exportPng } from '../../exchange/export-png.ts';
import type { ExportSource } from '../../exchange/export-rows.ts';
import { present } from '../predictions/present.ts';

export const exportFormats = ['idx', 'png', 'jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What each format becomes. */
export const exportFiles: Readonly<Record<ExportFormat, { mediaType: string; extension: string }>> = {
  idx: { mediaType: 'application/zip', extension: 'mnist.zip' },
  png: { mediaType: 'application/zip', extension: 'pictures.zip' },
  jsonl: { mediaType: 'application/x-ndjson', extension: 'jsonl' },
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv' },
};

/** MNIST's own share. */
export const mnistTestShare = 1 / 7;

export interface ExportRequest {
  readonly format: ExportFormat;
  readonly filter: PredictionFilter;
  /** The filter as it was asked for, for the provenance. */
  readonly asked: Readonly<Record<string, string>>;
  /** IDX: which share is for testing, 0–1. */
  readonly testShare: number;
  /** PNG: the files as uploaded, or what the network sees of them. */
  readonly pictures: 'uploaded' | 'seen';
  /** JSONL: with the pictures. */
  readonly images: boolean;
  readonly onProgress?: ((done: number) => void) | undefined;
}

export interface Export {
  /** How many predictions will be gone through; about right when a bound of the filter cuts a day. */
  readonly total: number;
  /** Made as it is read. */
  readonly bytes: AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

export interface ExportService {
  start(request: ExportRequest): Promise<Export>;
}

/** Rows that are read from the database at once. */
const pageRows = 500;

/** The data, to take away: whoever asks, a page, a program or the command line. */
export function createExports({
  store,
  background,
  scratch,
  recogniser,
}: Pick<AppDeps, 'store' | 'background' | 'scratch' | 'recogniser'>): ExportService {
  /** A page at a time by the last id: what comes in meanwhile is newer, and not part of it. */
  async function* walk(filter: PredictionFilter): AsyncGenerator<StoredPrediction> {
    let before: string | undefined;
    do {
      const page = await store.list({ ...filter, limit: pageRows, before });
      yield* page.items;
      before = page.next ?? undefined;
      // Reading a file blocks the thread; requests come in between.
      await new Promise((resolve) => setTimeout(resolve));
    } while (before !== undefined);
  }

  async function look(pictures: readonly Uint8Array[]): Promise<(Uint8Array | null)[]> {
    const { outcomes } = await background.recogniseAll(pictures, { explain: true });
    return outcomes.map((outcome) => {
      if ('error' in outcome) return null;
      const input = outcome.recognition.stages?.find(({ name }) => name === 'input');
      return input?.picture.data ?? null;
    });
  }

  function write(source: ExportSource, request: ExportRequest): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { format, testShare, asked: filter, pictures, images } = request;
    if (format === 'idx') return exportIdx(source, { testShare, filter, model: recogniser.model });
    if (format === 'png') return exportPng(source, { pictures });
    return format === 'jsonl' ? exportJsonl(source, { images, present }) : exportCsv(source);
  }

  return {
    async start(request) {
      const filter = narrowed(request);
      const { count: total } = await store.count(filter);
      const { onProgress } = request;
      const source = {
        predictions: walk(filter),
        imageBytes: store.manyImageBytes,
        look,
        openScratch: scratch,
        onProgress,
      };
      return { total, bytes: write(source, request) };
    },
  };
}

/** MNIST's files hold labelled digits alone, so the others need not be walked past. */
const narrowed = ({ format, filter }: ExportRequest): PredictionFilter =>
  format === 'idx' && filter.label === undefined ? { ...filter, label: 'any' } : filter;
