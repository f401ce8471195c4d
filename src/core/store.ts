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

/** Proof that a request is the retry of an earlier one. */
export interface Idempotency {
  readonly key: string;
  /** Of the request: its bytes and what else counts. */
  readonly fingerprint: string;
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
  /** Where the label came from; `client` unless said otherwise. */
  readonly labelSource?: LabelSource | undefined;
  readonly idempotency?: Idempotency | undefined;
  readonly durationMs: number;
  readonly createdAt: Date;
}

/** What became of one of many. */
export type RecordOutcome = { readonly stored: StoredPrediction } | { readonly error: Error };

/** What a list of predictions can be narrowed to; all of it has to hold. */
export interface PredictionFilter {
  readonly digit?: Digit | undefined;
  readonly status?: Status | undefined;
  /** A label, or whether there is one at all. */
  readonly label?: Label | 'any' | 'none' | undefined;
  /**
   * Labelled, and the answer agrees with the label or not. Wrong is a digit's label with another answer or none, and
   * `not-a-digit` where the answer was `ok`.
   */
  readonly labelled?: 'right' | 'wrong' | undefined;
  /** Of the random sample, or not. */
  readonly sampled?: boolean | undefined;
  /** Model version, e.g. `1.0.0`. */
  readonly model?: string | undefined;
  /** 0–1: as sure as this or surer. */
  readonly minConfidence?: number | undefined;
  /** 0–1: less sure than this; 1 takes all. */
  readonly maxConfidence?: number | undefined;
  /** Created at or after. */
  readonly from?: Date | undefined;
  /** Created before. */
  readonly until?: Date | undefined;
}

/** A page of the history: newest first, keyset by id. */
export interface PredictionQuery extends PredictionFilter {
  readonly limit: number;
  /** Only predictions older than the one with this id. */
  readonly before?: string | undefined;
  /** Only predictions newer than the one with this id, and of them the nearest; they, too, come newest first. Not with `before`. */
  readonly after?: string | undefined;
}

export interface PredictionPage {
  readonly items: readonly StoredPrediction[];
  /**
   * The `before` (or the `after`, where that was asked for) of the page beyond; `null` when there is none. A page may be
   * short, even empty, and still have a next one: a bound of the confidence that few rows meet is looked for in steps.
   */
  readonly next: string | null;
}

/** How many predictions a filter holds. */
export interface PredictionCount {
  readonly count: number;
  /** False when a bound cuts a day (UTC) or a step of 0.05 of the confidence: that day or step is counted whole. */
  readonly exact: boolean;
}

/** A true label to give. */
export interface NewLabel {
  /** `null` takes back what was said. */
  readonly digit: Label | null;
  readonly source: LabelSource;
  readonly createdAt: Date;
}

/** A line of an image's label history. */
export interface LabelEntry {
  /** `null`: the label was taken back. */
  readonly label: Label | null;
  readonly source: LabelSource;
  readonly createdAt: Date;
}

/** Port: remembers. Whatever a promise here resolved for survives a power cut. */
export interface PredictionStore {
  /**
   * Commits image (once per content), prediction and label together or not at all. When its idempotency key was used in the
   * last 24 hours nothing is written, and the prediction of that time comes back: its `id` is not the one given.
   * @throws KeyReusedError when the key came with another fingerprint then.
   */
  record(prediction: NewPrediction): Promise<StoredPrediction>;
  /** As many `record`s in one commit, each with its own outcome, in order. Throws only when none could be written. */
  recordAll(predictions: readonly NewPrediction[]): Promise<readonly RecordOutcome[]>;
  /** What was recorded under an idempotency key in the last 24 hours; the prediction is `null` when it was deleted since. */
  findIdempotent(
    key: string,
    now: Date,
  ): Promise<{ readonly fingerprint: string; readonly prediction: StoredPrediction | null } | null>;
  find(id: string): Promise<StoredPrediction | null>;
  list(query: PredictionQuery): Promise<PredictionPage>;
  /** How many a list would hold, without walking it. */
  count(filter: PredictionFilter): Promise<PredictionCount>;
  /** Removes a prediction for good, and its image with its labels when nothing else needs it. False when there was none. */
  remove(id: string): Promise<boolean>;
  /** Throws predictions away so that `restore` can bring them back together. @returns how many there were. */
  trash(ids: readonly string[], deletion: { readonly id: string; readonly deletedAt: Date }): Promise<number>;
  /** Undoes a deletion: what is still there of it comes back. @returns how many. */
  restore(deletionId: string): Promise<number>;
  /**
   * Removes for good what was thrown away before `olderThan`, with images, bytes and labels that nothing else needs. A small
   * step: at most `limit`, the oldest. @returns how many went; call again until there are fewer than `limit`.
   */
  emptyTrash(olderThan: Date, limit: number): Promise<number>;
  /** The bytes as uploaded. */
  imageBytes(id: string): Promise<{ readonly image: StoredImage; readonly bytes: Uint8Array } | null>;
  /** Of many images at once, by their ids; one that is not there is missing. Who asks sees to it that they fit into memory. */
  manyImageBytes(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Every reading of an image, the newest first; the newest thousand, were there more. */
  predictionsOf(imageId: string): Promise<readonly StoredPrediction[]>;
  /** The newest true label; `undefined` when there is no such image, `null` when it has none. */
  label(imageId: string): Promise<Label | null | undefined>;
  /** All that was ever said of an image, the newest first; the newest thousand, were there more. */
  labelHistory(imageId: string): Promise<readonly LabelEntry[]>;
  /**
   * Adds a true label; the newest counts. False when there is no such image.
   * @param replaces the label that the caller saw; when given and no longer true, throws `ConflictError`.
   */
  setLabel(
    imageId: string,
    label: NewLabel & { readonly replaces?: Label | null | undefined },
  ): Promise<boolean>;
  /** Gives many images the same label, all or none. @returns how many of them there are. */
  setLabels(imageIds: readonly string[], label: NewLabel): Promise<number>;
  /** Throws when a row could not be written now. Leaves nothing behind. */
  checkWritable(): Promise<void>;
  close(): Promise<void>;
}
