import type { Digit, Label, ModelIdentity, Status } from '../prediction.ts';

/** How many bins of equal width the tallies tell confidences apart by: steps of 0.05. */
export const confidenceBins = 20;

/** So many predictions that are alike in all that counts. */
export interface Tally {
  readonly model: ModelIdentity;
  readonly status: Status;
  readonly digit: Digit | null;
  readonly label: Label | null;
  /** Drawn into the random sample. */
  readonly sampled: boolean;
  /** 0 to `confidenceBins - 1`. */
  readonly bin: number;
  readonly count: number;
  /** Of all of them, so that means can be formed. */
  readonly confidenceSum: number;
}

/** So many predictions of a day. */
export interface DayTally {
  /** Midnight, UTC. */
  readonly day: Date;
  readonly count: number;
  readonly confidenceSum: number;
}

/** Which days are meant; UTC. */
export interface Span {
  /** The first day. */
  readonly from?: Date | undefined;
  /** The day after the last. */
  readonly until?: Date | undefined;
}

export const countOf = (tallies: readonly { readonly count: number }[]): number =>
  tallies.reduce((sum, { count }) => sum + count, 0);
