import type { Progress } from './progress.ts';

/** Everything outside of a command, so that tests can be it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Holds `drizzle`, `templates` and `models`. */
  readonly root: string;
  /** A line on standard output: the answer, for people or as JSON for programs. */
  print(line: string): void;
  /** A line on standard error: what went wrong, what is going on. */
  say(line: string): void;
  /** Bytes on standard output; resolves when there is room for more. */
  write(chunk: Uint8Array): Promise<void>;
  /** Standard input. */
  stdin(): AsyncIterable<Uint8Array>;
  /** A bar on standard error, where that is a terminal; else nothing. */
  progress(doing: string, total?: number): Progress;
}
