import type { DayTally, Span, Tally } from './accuracy/tally.ts';

export interface TallyFilter extends Span {
  /** Only what this version of the model read. */
  readonly model?: string | undefined;
}

/** Port: counts of predictions, never counted one by one: as fast at ten million as at ten. */
export interface AccuracyStore {
  tallies(filter: TallyFilter): Promise<readonly Tally[]>;
  /** Days on which something was read, in order. */
  days(filter: TallyFilter): Promise<readonly DayTally[]>;
  /** Versions of all models that have ever read here, the newest first. */
  versions(): Promise<readonly string[]>;
}
