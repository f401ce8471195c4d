import type { ModelIdentity } from './prediction.ts';
import type {
  ComparedAnswer,
  Replay,
  ReplayAnswer,
  ReplayCounts,
  ReplayScope,
  ReplayState,
} from './replay/replay.ts';

export interface NewReplay {
  readonly id: string;
  readonly model: ModelIdentity;
  readonly scope: ReplayScope;
  readonly total: number;
  readonly startedAt: Date;
}

/** What was read again since the last piece. */
export interface ReplayPiece {
  /** The `cursor` of the replay as it was before: the piece counts only if nothing came between. */
  readonly after: string | null;
  readonly cursor: string;
  /** How many readings it covers, those that could not be read again included. */
  readonly done: number;
  readonly answers: readonly (ComparedAnswer & {
    readonly predictionId: string;
    readonly imageId: string;
    readonly changed: boolean;
  })[];
  /** Of the whole replay, this piece included. */
  readonly counts: ReplayCounts;
}

/** What a model said of a picture when it was replayed. */
export interface ReplayedReading extends ComparedAnswer {
  readonly replayId: string;
  readonly model: ModelIdentity;
  readonly readAt: Date;
}

export interface ReplayAnswerPage {
  readonly items: readonly ReplayAnswer[];
  /** The `before` of the next page; `null` on the last. */
  readonly next: string | null;
}

/** Port: remembers replays and their answers. */
export interface ReplayStore {
  start(replay: NewReplay): Promise<Replay>;
  find(id: string): Promise<Replay | null>;
  /** The newest first. */
  list(limit: number): Promise<readonly Replay[]>;
  running(): Promise<readonly Replay[]>;
  /** Adds a piece, all of it or nothing. False when the replay runs no longer, or somebody else added this piece. */
  record(id: string, piece: ReplayPiece): Promise<boolean>;
  /** False when it was not running. */
  finish(id: string, state: Exclude<ReplayState, 'running'>, at: Date, error?: string): Promise<boolean>;
  /** Goes on where it was cancelled or failed. False when there is no such replay, or it was not stopped. */
  resume(id: string): Promise<boolean>;
  /** Answers that changed, the newest readings first; without those that were deleted since. */
  changes(id: string, page: { limit: number; before?: string | undefined }): Promise<ReplayAnswerPage>;
  /** What replayed models said of a picture, the newest first. */
  ofImage(imageId: string, limit: number): Promise<readonly ReplayedReading[]>;
}
