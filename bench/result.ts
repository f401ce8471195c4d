import type { Ceilings } from './ceilings/index.ts';
import type { Latencies } from './load/latencies.ts';
import type { Memory } from './processes.ts';

/** A closed loop of so many connections. */
export interface Level {
  readonly connections: number;
  readonly perSecond: number;
  readonly latency: Latencies;
  /** CPU seconds of all the contender's processes for a thousand predictions. */
  readonly cpuPerThousand: number;
  /** The load generator's own, for comparison. */
  readonly generatorPerThousand: number;
}

/** One contender in one round, started on an empty database. */
export interface Round {
  readonly round: number;
  /** From the command to the first answer, milliseconds. */
  readonly coldStartMs: number;
  readonly idle: Memory;
  readonly loaded: Memory;
  readonly levels: readonly Level[];
  /** Half of what 32 connections reached, come what may. */
  readonly half: { readonly perSecond: number; readonly latency: Latencies };
  /** What was answered, against what the database holds. */
  readonly check: Check;
}

export interface Check {
  /** Requests that went out, whatever came of them. */
  readonly sent: number;
  readonly answered: number;
  readonly rows: number;
  /** Answers whose row was read: digit and picture. */
  readonly compared: number;
  readonly wrong: number;
  /** Answers that were none, by status. */
  readonly failed: Readonly<Record<string, number>>;
}

/** Every answer has its row, with the same digit and picture; more rows than that only for what was cut off or failed. */
export const holds = ({ sent, answered, rows, wrong }: Check): boolean =>
  wrong === 0 && rows >= answered && rows <= sent;

export interface ContenderResult {
  readonly id: string;
  readonly name: string;
  readonly rounds: readonly Round[];
}

/** Things only Inkwell is asked for. */
export interface Extras {
  readonly overload?: Overload;
  readonly mixed?: Mixed;
  readonly batch?: Batch;
  readonly million?: Million;
}

export interface Overload {
  readonly connections: number;
  readonly accepted: { readonly perSecond: number; readonly latency: Latencies };
  readonly refused: { readonly perSecond: number; readonly latency: Latencies };
  readonly failed: Readonly<Record<string, number>>;
}

export interface Mixed {
  /** Photographs of twelve megapixels that were read meanwhile. */
  readonly photos: number;
  readonly photoMs: Latencies;
  readonly alone: { readonly perSecond: number; readonly latency: Latencies };
  readonly beside: { readonly perSecond: number; readonly latency: Latencies };
}

export interface Batch {
  readonly images: number;
  readonly perSecond: number;
  /** Share of the bare loop of decoding and inference on all cores. */
  readonly ofCeiling: number | null;
}

export interface Million {
  readonly predictions: number;
  readonly perSecond: number;
  readonly memory: readonly { readonly predictions: number; readonly memory: Memory }[];
}

export interface Result {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly pictures: string;
  readonly quick: boolean;
  readonly secondsPerLevel: number;
  readonly ceilings: Ceilings | null;
  readonly contenders: readonly ContenderResult[];
  readonly skipped: Readonly<Record<string, string>>;
  readonly extras: Extras;
}

/** The middle one of the rounds. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** A figure of a contender: the median of its rounds. */
export const across = (contender: ContenderResult, figure: (round: Round) => number): number =>
  median(contender.rounds.map(figure));

/** The same at a number of connections. */
export const atLevel = (contender: ContenderResult, connections: number, figure: (level: Level) => number) =>
  across(contender, ({ levels }) => {
    const level = levels.find((candidate) => candidate.connections === connections);
    return level ? figure(level) : Number.NaN;
  });
