import type { Thresholds } from '../../../src/core/classifier.ts';
import type { Prediction } from '../../../src/core/prediction.ts';

/** What the page tells its worker. */
export type ToRecogniser =
  | { readonly kind: 'load'; readonly wasm: string; readonly model: string; readonly thresholds: Thresholds }
  | { readonly kind: 'read'; readonly id: number; readonly image: ImageData };

/** What the worker answers. */
export type FromRecogniser =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'answer'; readonly id: number } & LiveAnswer);

/** What the browser says of a drawing. */
export interface LiveAnswer {
  readonly prediction: Prediction;
  /** What the network was shown: 28×28, 0–1, white ink on black; null when there was no ink. */
  readonly input: Float32Array | null;
  /** From pixels to answer, in milliseconds. */
  readonly durationMs: number;
}
