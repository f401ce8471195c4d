import { hash } from 'node:crypto';
import type { MediaType } from '../core/image.ts';
import type { ModelIdentity, Status } from '../core/prediction.ts';
import type { Idempotency, LabelSource, NewPrediction, StoredPrediction } from '../core/store.ts';
import { labelCode, labelFromCode } from './label-code.ts';

/** How long, in milliseconds, an idempotency key is remembered. */
export const idempotencyLifetime = 24 * 60 * 60 * 1000;

/** A prediction to record as the tables hold it: plain data that may travel between threads. */
export interface RecordRow {
  readonly id: string;
  readonly image: {
    /** Used only when these bytes were not stored before. */
    readonly id: string;
    readonly sha256: string;
    readonly mediaType: MediaType;
    readonly width: number;
    readonly height: number;
    readonly bytes: Uint8Array;
  };
  readonly model: ModelIdentity;
  readonly status: Status;
  readonly digit: number | null;
  readonly confidence: number;
  /** JSON. */
  readonly probabilities: string;
  /** JSON. */
  readonly reading: string | null;
  readonly decidedBy: string | null;
  /** As `label-code.ts` writes it. */
  readonly label: number | null;
  readonly labelSource: LabelSource;
  readonly durationMs: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly idempotency: Idempotency | null;
}

/** What became of a row: stored; or its idempotency key was known, with the same fingerprint or with another. */
export type RecordResult =
  | { readonly kind: 'stored'; readonly imageId: string; readonly label: number | null }
  | { readonly kind: 'replayed'; readonly id: string }
  | { readonly kind: 'key-reused' };

export function toRecordRow(prediction: NewPrediction): RecordRow {
  const { id, image, model, status, digit, confidence, decidedBy, durationMs } = prediction;
  const { bytes, mediaType, width, height } = image;
  return {
    id,
    image: { id: image.id, sha256: sha256Hex(bytes), mediaType, width, height, bytes },
    model: { name: model.name, version: model.version, sha256: model.sha256 },
    status,
    digit,
    confidence,
    probabilities: JSON.stringify(prediction.probabilities),
    reading: prediction.reading && JSON.stringify(prediction.reading),
    decidedBy,
    label: prediction.label === null ? null : labelCode(prediction.label),
    labelSource: prediction.labelSource ?? 'client',
    durationMs,
    createdAt: prediction.createdAt.getTime(),
    idempotency: prediction.idempotency ?? null,
  };
}

/** The stored prediction, without asking the database for what was just given to it. */
export function asStored(
  prediction: NewPrediction,
  row: RecordRow,
  result: Extract<RecordResult, { kind: 'stored' }>,
): StoredPrediction {
  const { id, status, digit, confidence, probabilities, reading, decidedBy, durationMs, createdAt } =
    prediction;
  const { sha256, mediaType, width, height, bytes } = row.image;
  return {
    id,
    status,
    digit,
    confidence,
    probabilities,
    reading,
    decidedBy,
    image: { id: result.imageId, sha256, mediaType, width, height, byteLength: bytes.length },
    model: row.model,
    label: result.label === null ? null : labelFromCode(result.label),
    sampled: false,
    durationMs,
    createdAt,
  };
}

/** In one call: an object for each, with its own end, costs more than what is hashed. */
const sha256Hex = (bytes: Uint8Array): string => hash('sha256', bytes);
