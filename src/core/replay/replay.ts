import type { Digit, Label, ModelIdentity, Prediction, Status } from '../prediction.ts';
import type { Share } from '../statistics/share.ts';
import { shareOf } from '../statistics/share.ts';
import type { StoredImage } from '../store.ts';

/** Which stored readings are replayed: those with a label, the newest ones, or all. */
export const replayScopes = ['labelled', 'recent', 'all'] as const;
export type ReplayScope = (typeof replayScopes)[number];

/** How many are the newest ones. */
export const recentReadings = 1000;

export const replayStates = ['running', 'done', 'cancelled', 'failed'] as const;
export type ReplayState = (typeof replayStates)[number];

/** Running counts; right is as `isRight` has it. */
export interface ReplayCounts {
  /** Pictures that could not be read again. */
  readonly unread: number;
  /** Read again, and with a label: the rest of the counts is of these. */
  readonly labelled: number;
  readonly rightBefore: number;
  readonly rightAfter: number;
  /** Wrong before and right after; and the other way round. */
  readonly fixed: number;
  readonly broken: number;
}

export const noCounts: ReplayCounts = {
  unread: 0,
  labelled: 0,
  rightBefore: 0,
  rightAfter: 0,
  fixed: 0,
  broken: 0,
};

/** Stored pictures read again by another model, to compare before it is promoted. */
export interface Replay {
  readonly id: string;
  /** Who reads again. */
  readonly model: ModelIdentity;
  readonly scope: ReplayScope;
  readonly state: ReplayState;
  /** How many readings there were when it began. */
  readonly total: number;
  readonly done: number;
  /** Answers that are other ones than before. */
  readonly changed: number;
  /** The last reading that was done; the order is newest first. */
  readonly cursor: string | null;
  readonly counts: ReplayCounts;
  /** Why it failed. */
  readonly error: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** An answer, as far as answers are compared. */
export interface ComparedAnswer {
  readonly status: Status;
  readonly digit: Digit | null;
  /** What was read, when there are several digits. */
  readonly text: string | null;
  readonly confidence: number;
}

/** One reading and what the other model says of its picture. */
export interface ReplayAnswer {
  readonly predictionId: string;
  readonly image: StoredImage;
  readonly label: Label | null;
  readonly before: ComparedAnswer & { readonly model: ModelIdentity };
  readonly after: ComparedAnswer;
}

export const comparedAnswer = ({ status, digit, reading, confidence }: Prediction): ComparedAnswer => ({
  status,
  digit,
  text: reading?.text ?? null,
  confidence,
});

/** Whether people would call it another answer. */
export const isChanged = (before: ComparedAnswer, after: ComparedAnswer): boolean =>
  before.status !== after.status || before.digit !== after.digit || before.text !== after.text;

/** Accuracy on the labelled ones, before and after. */
export const replayShares = ({
  labelled,
  rightBefore,
  rightAfter,
}: ReplayCounts): { readonly before: Share; readonly after: Share } => ({
  before: shareOf(rightBefore, labelled),
  after: shareOf(rightAfter, labelled),
});
