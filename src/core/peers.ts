/**
 * Port: the workers that answer requests beside this one. Where there is only one thread, it talks to itself, so that
 * features are written once. Questions and answers are plain data: they are cloned on their way.
 */
export interface Peers {
  /** True in exactly one worker: the one that does what must be done once in the whole service (replays, retention). */
  readonly leader: boolean;
  /** The same zeroed memory in every worker, for counters by `Atomics` that must be exact at once, e.g. rate limits. */
  readonly shared: SharedArrayBuffer;
  /** How this worker answers a question; one handler a topic, the last one counts. */
  answer<Question, Answer>(topic: string, handler: (question: Question) => Answer | Promise<Answer>): void;
  /**
   * Asks every worker, this one included. A worker that is just being replaced is left out.
   * @throws Error with the message of the first handler that threw
   */
  ask<Answer>(topic: string, question?: unknown): Promise<Answer[]>;
  /** Asks the leader alone. @throws Error with the handler's message */
  askLeader<Answer>(topic: string, question?: unknown): Promise<Answer>;
}
