import type { ModelIdentity } from './prediction.ts';

/** What the network says of one 28×28 picture. */
export interface Classification {
  /** Ten calibrated probabilities that sum to 1. */
  readonly probabilities: readonly number[];
  /** Calibrated probability, 0–1, that the picture is a digit at all. */
  readonly digitness: number;
  /** The name of the stage of the model that decided, e.g. `fast`. */
  readonly decidedBy: string;
}

/** Below these an answer is `unsure`. Chosen on validation, kept in `model.json`, settable. */
export interface Thresholds {
  readonly confidence: number;
  readonly digitness: number;
}

/** Port: reads normalised pictures. Implemented over onnxruntime-web in `inference`. */
export interface Classifier {
  readonly model: ModelIdentity;
  readonly thresholds: Thresholds;
  /**
   * @param inputs `[count, 1, 28, 28]` flattened: 0–1, white ink on black, in MNIST's geometry (see `preprocess`); their memory is the asker’s again once it answers.
   * @returns one classification per picture, in order.
   */
  classify(inputs: Float32Array, count: number): Promise<Classification[]>;
  close(): Promise<void>;
}
