import type { StoredPrediction } from './store.ts';

/**
 * What a person is asked about. `doubt`: what the network was least sure of, then what speaks against a label.
 * `sample`: pictures drawn at random, by which accuracy is judged without bias.
 */
export const reviewModes = ['doubt', 'sample'] as const;
export type ReviewMode = (typeof reviewModes)[number];

/** Why a picture is asked about. */
export type ReviewReason = 'doubt' | 'mistake' | 'sample';

export interface ReviewItem {
  readonly prediction: StoredPrediction;
  readonly reason: ReviewReason;
  /** Where to go on after this one; opaque. */
  readonly cursor: string;
}

export interface ReviewQuery {
  readonly mode: ReviewMode;
  /** At most so many. */
  readonly limit: number;
  /** The `cursor` of the item after which to go on; from the start without. */
  readonly after?: string | undefined;
}

/** Port: which pictures to ask a person about, in which order. Labels go the way of all labels, through the store. */
export interface ReviewStore {
  /**
   * The next items of the queue, without those that have been settled since. Fewer than `limit` means that it ends there.
   * @throws MalformedError for a cursor that is none.
   */
  next(query: ReviewQuery): Promise<readonly ReviewItem[]>;
  /**
   * Draws predictions at random, each as likely as any other that is not yet in the sample, labelled or not.
   * @param size how many more.
   * @returns how many were drawn: fewer where there are no more.
   */
  extendSample(size: number): Promise<number>;
}
