import type { StoredPrediction } from '../core/store.ts';
import { type Cell, csvLine } from './csv.ts';
import { counting, type ExportSource } from './export-rows.ts';
import { gather } from './streams.ts';

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const columns: readonly (readonly [string, (prediction: StoredPrediction) => Cell])[] = [
  ['id', ({ id }) => id],
  ['created_at', ({ createdAt }) => createdAt.toISOString()],
  ['status', ({ status }) => status],
  ['prediction', ({ digit }) => digit],
  ['confidence', ({ confidence }) => confidence],
  ['reading', ({ reading }) => reading?.text ?? null],
  ['label', ({ label }) => label],
  ['sampled', ({ sampled }) => sampled],
  ...digits.map(
    (digit) => [`p${digit}`, ({ probabilities }: StoredPrediction) => probabilities[digit] ?? null] as const,
  ),
  ['model', ({ model }) => model.name],
  ['model_version', ({ model }) => model.version],
  ['decided_by', ({ decidedBy }) => decidedBy],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['image', ({ image }) => image.id],
  ['sha256', ({ image }) => image.sha256],
  ['media_type', ({ image }) => image.mediaType],
  ['width', ({ image }) => image.width],
  ['height', ({ image }) => image.height],
];

/** The predictions as a table: one line each, no pictures. */
export async function* exportCsv({
  predictions,
  onProgress,
}: Pick<ExportSource, 'predictions' | 'onProgress'>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  async function* lines() {
    yield encoder.encode(csvLine(columns.map(([name]) => name)));
    for await (const prediction of counting(predictions, onProgress))
      yield encoder.encode(csvLine(columns.map(([, value]) => value(prediction))));
  }
  yield* gather(lines());
}
