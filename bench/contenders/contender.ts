import type { SampledAnswer } from '../load/closed-loop.ts';

/** What is measured: Inkwell, or one of its peers. */
export interface Contender {
  /** For `--only`. */
  readonly id: string;
  /** For tables and the chart. */
  readonly name: string;
  /** Why it cannot take part; null when it can. */
  missing(): string | null;
  /** Starts it on an empty database in `folder`. Its clock starts when the service's own command is given. */
  start(folder: string): Promise<RunningContender>;
}

export interface RunningContender {
  readonly port: number;
  /** When the command was given, `performance.now()`. */
  readonly startedAt: number;
  /** The roots of its processes, database servers included. */
  readonly pids: readonly number[];
  /** What it said, for when something goes wrong. */
  output(): string;
  /** What it said when it ended by itself; null while it runs. */
  ended(): string | null;
  /** How many predictions its database holds. */
  count(): Promise<number>;
  /** What the database holds for an answer that was given; null when there is nothing. */
  stored(answer: SampledAnswer): Promise<Stored | null>;
  stop(): Promise<void>;
}

/** A stored prediction: what was answered, and the picture that was sent. */
export interface Stored {
  readonly digit: number | null;
  readonly image: Uint8Array;
}
