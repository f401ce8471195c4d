import type { MediaType } from './image.ts';
import type { Digit, Label, ModelIdentity, Prediction, Status } from './prediction.ts';

/** Where a true label came from. */
export const labelSources = ['client', 'person', 'import'] as const;
export type LabelSource = (typeof labelSources)[number];

/** The facts of a stored picture; its bytes are fetched apart. */
export interface StoredImage {
  readonly id: string;
  /** SHA-256 of the bytes as uploaded, hexadecimal. */
  readonly sha256: string;
  readonly mediaType: MediaType;
  readonly width: number;
  readonly height: number;
  readonly byteLength: number;
}

/** A prediction as it is remembered. */
export interface StoredPrediction extends Prediction {
  /** UUIDv7: sorts by time. */
  readonly id: string;
  readonly image: StoredImage;
  readonly model: ModelIdentity;
  readonly decidedBy: string | null;
  /** The newest true label of the image, if somebody gave one. */
  readonly label: Label | null;
  /** Whether it was drawn into the random sample by which accuracy is judged without bias. */
  readonly sampled: boolean;
  /** From bytes to answer, without HTTP and database, in milliseconds. */
  readonly durationMs: number;
  readonly createdAt: Date;
}

/** What `record` takes: everything but what the store finds out itself. */
export interface NewPrediction extends Prediction {
  readonly id: string;
  /** The picture; `id` is used only when these bytes were not stored before. */
  readonly image: {
    readonly id: string;
    readonly mediaType: MediaType;
    readonly width: number;
    readonly height: number;
    readonly bytes: Uint8Array;
  };
  readonly model: ModelIdentity;
  readonly decidedBy: string | null;
  /** The truth, when the sender knows it. */
  readonly label: Label | null;
  readonly durationMs: number;
  readonly createdAt: Date;
}

/** A page of the history: newest first, keyset by id. */
export interface PredictionQuery {
  readonly limit: number;
  /** Only predictions older than the one with this id. */
  readonly before?: string | undefined;
  readonly digit?: Digit | undefined;
  readonly status?: Status | undefined;
  /** A label, or whether there is one at all. */
  readonly label?: Label | 'any' | 'none' | undefined;
  /** Model version, e.g. `1.0.0`. */
  readonly model?: string | undefined;
  /** Created at or after. */
  readonly from?: Date | undefined;
  /** Created before. */
  readonly until?: Date | undefined;
}

export interface PredictionPage {
  readonly items: readonly StoredPrediction[];
  /** The `before` of the next page; `null` on the last. */
  readonly next: string | null;
}

/** Port: remembers. Whatever a promise here resolved for survives a power cut. */
export interface PredictionStore {
  /** Commits image (once per content), prediction and label together or not at all. */
  record(prediction: NewPrediction): Promise<StoredPrediction>;
  find(id: string): Promise<StoredPrediction | null>;
  list(query: PredictionQuery): Promise<PredictionPage>;
  /** Removes a prediction, and its image with its labels when no other prediction needs it. False when there was none. */
  remove(id: string): Promise<boolean>;
  /** The bytes as uploaded. */
  imageBytes(id: string): Promise<{ readonly image: StoredImage; readonly bytes: Uint8Array } | null>;
  /** The newest true label; `undefined` when there is no such image, `null` when it has none. */
  label(imageId: string): Promise<Label | null | undefined>;
  /**
   * Adds a true label; the newest counts. False when there is no such image.
   * @param replaces the label that the caller saw; when given and no longer true, throws `ConflictError`.
   */
  setLabel(
    imageId: string,
    label: { digit: Label; source: LabelSource; createdAt: Date; replaces?: Label | null | undefined },
  ): Promise<boolean>;
  /** Throws when a row could not be written now. Leaves nothing behind. */
  checkWritable(): Promise<void>;
  close(): Promise<void>;
}
