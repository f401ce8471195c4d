import type { Gate } from './core/access/gate.ts';
import type { AccessSettings } from './core/access/settings.ts';
import type { AccessStore } from './core/access/store.ts';
import type { AccuracyStore } from './core/accuracy-store.ts';
import type { ActiveModelMemory } from './core/active-model.ts';
import type { Background } from './core/background.ts';
import type { ExchangeStore } from './core/exchange-store.ts';
import type { BatchLimits, ImageLimits } from './core/image.ts';
import type { Metrics, Vitals } from './core/metrics/index.ts';
import type { ModelCard } from './core/model-card.ts';
import type { ModelLibrary } from './core/model-library.ts';
import type { ModelSwitch } from './core/model-switch.ts';
import type { Peers } from './core/peers.ts';
import type { Recogniser } from './core/pipeline.ts';
import type { ReplayStore } from './core/replay-store.ts';
import type { ReviewStore } from './core/review-store.ts';
import type { OpenScratch } from './core/scratch.ts';
import type { PredictionStore } from './core/store.ts';
import type { Tracer } from './core/trace.ts';

/** One line of the log. Fields are plain data; no image and no secret is ever among them. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** A file that the browser may fetch: stylesheet, script, icon, wasm, the API reference's bundle. */
export interface Asset {
  readonly mediaType: string;
  /** 14 hexadecimal digits that change with the content; they stand in its address. */
  readonly hash: string;
  /** A file on the disk is read when it is asked for. */
  readonly body: Blob;
  /** Compressed, for those who can unpack it. */
  encoded(encoding: 'br' | 'gzip'): Promise<Blob>;
}

/** Everything the app needs from outside. The runtime builds it; tests build their own. */
export interface AppDeps {
  /** Follows `models`: ask it for its model when you need it, keep none. */
  readonly recogniser: Recogniser;
  /** Many pictures at once, without getting in the way of requests. */
  readonly background: Background;
  readonly models: ModelSwitch;
  /** The models that there are to choose from. */
  readonly library: ModelLibrary;
  /** Which was chosen, for the next start. */
  readonly activeModel: ActiveModelMemory;
  /** The other workers of this service: this app may run in several at once. */
  readonly peers: Peers;
  /** What is known of the recogniser's model, for people. Follows `models`. */
  readonly modelCard: ModelCard;
  readonly store: PredictionStore;
  /** Counts of all predictions. */
  readonly accuracy: AccuracyStore;
  /** What other models said of stored pictures. */
  readonly replays: ReplayStore;
  /** Which pictures to ask a person about. */
  readonly reviews: ReviewStore;
  /** What an import has to know. */
  readonly exchange: ExchangeStore;
  /** Temporary files, for what is too large for memory. */
  readonly scratch: OpenScratch;
  readonly limits: ImageLimits;
  readonly batchLimits: BatchLimits;
  readonly access: AccessSettings;
  /** API keys. */
  readonly accessStore: AccessStore;
  /** Who may come in. */
  readonly gate: Gate;
  readonly log: Logger;
  /** Counts for `/metrics` and `/status`: all threads together. */
  readonly metrics: Metrics;
  /** What is measured only when somebody asks. */
  readonly vitals: () => Promise<Vitals>;
  /** Undefined when nobody wants traces. */
  readonly tracer: Tracer | undefined;
  /** The socket's other end; undefined where there is no socket. */
  readonly addressOf: (request: Request) => string | undefined;
  /** Never goes back, even when the machine's clock is set back. */
  readonly clock: () => Date;
  /** Sortable ids, e.g. UUIDv7. */
  readonly newId: () => string;
  /** Whether so much waits in this thread that no more pictures should be taken. */
  readonly busy: () => boolean;
  /** False once shutting down has begun. */
  readonly accepting: () => boolean;
  /** Files of `templates/assets` and the API reference, by name, e.g. `inkwell.css`. Read once at start. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** A file of the active model's folder, by its name, e.g. `model.json`. Reading it fails when it is not there. */
  readonly modelFile: (name: string) => Blob;
}
