import type { Config } from '../../config.ts';
import type { MetricsMemory } from '../../core/metrics/index.ts';
import type { ModelIdentity } from '../../core/prediction.ts';
import type { Piece, PieceResult } from './background-messages.ts';

/** What a thread is told when it is made. */
export interface ThreadStart {
  readonly role: 'http';
  readonly config: Config;
  /** Holds `drizzle`, `templates` and `models`. */
  readonly root: string;
  /** Among its kind, from 0. */
  readonly index: number;
  /** Where it counts. */
  readonly slot: number;
  readonly metrics: MetricsMemory;
  readonly shared: SharedArrayBuffer;
  /** Of `openCommitTurn`. */
  readonly turn: SharedArrayBuffer;
}

/** What a background thread is told when it is made. */
export interface BackgroundStart {
  readonly role: 'background';
  readonly config: Config;
  readonly wasm: WebAssembly.Module;
}

/** What came back, or what went wrong. */
export type Settled<Answer = unknown> = { readonly answer: Answer } | { readonly error: string };

/** To a worker: everything is there that it needs to open. It answers `ready`. */
export interface Open {
  readonly kind: 'open';
  readonly wasm: WebAssembly.Module;
  readonly modelFolder: string;
}

/** From the main thread to a worker. */
export type ToWorker =
  | Open
  | { readonly kind: 'listen'; readonly port: number }
  | { readonly kind: 'question'; readonly id: number; readonly topic: string; readonly question: unknown }
  | { readonly kind: 'answers'; readonly id: number; readonly result: Settled<readonly unknown[]> }
  | { readonly kind: 'read'; readonly id: number; readonly result: PieceResult }
  | { readonly kind: 'stop'; readonly graceMs: number };

/** From a worker to the main thread. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly model: ModelIdentity }
  | { readonly kind: 'failed'; readonly message: string }
  /** It listens, but the model turned out to be none. */
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'log'; readonly text: string }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly topic: string;
      readonly question: unknown;
      readonly leader: boolean;
    }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Settled }
  | { readonly kind: 'read'; readonly id: number; readonly piece: Piece }
  | { readonly kind: 'stopping'; readonly inFlight: number }
  | { readonly kind: 'stopped'; readonly unanswered: number };
