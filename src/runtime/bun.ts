import { dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import { createGate } from '../core/access/gate.ts';
import type { Background } from '../core/background.ts';
import { createBacklog } from '../core/backlog.ts';
import { createDecoder } from '../core/decode/index.ts';
import { createMetricsMemory, type Metrics, openMetrics } from '../core/metrics/index.ts';
import type { Peers } from '../core/peers.ts';
import { routeLarge } from '../core/route-large.ts';
import { createSteadyClock } from '../core/steady-clock.ts';
import type { AppDeps, Logger } from '../deps.ts';
import type { CascadeOptions } from '../inference/cascade.ts';
import { createAccessStore } from '../storage/access.ts';
import { createAccuracyStore } from '../storage/accuracy.ts';
import { createActiveModelMemory } from '../storage/active-model.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { createExchangeStore } from '../storage/exchange.ts';
import { createLibsqlStore } from '../storage/libsql-store.ts';
import { newestMoment } from '../storage/newest-moment.ts';
import { createReplayStore } from '../storage/replays.ts';
import { createRetention } from '../storage/retention.ts';
import { createReviewStore } from '../storage/review.ts';
import { loadAssets } from './assets.ts';
import { readCodecs } from './codecs.ts';
import { keepHouse } from './housekeeping.ts';
import { loadModel } from './load-model.ts';
import { createLocalBackground } from './local-background.ts';
import { createLonePeers } from './lone-peers.ts';
import { createModelLibrary } from './model-library.ts';
import { createModelSlot, type ModelSlot } from './model-slot.ts';
import { createScratchFolder, scratchFolderFor } from './scratch.ts';
import type { Listening } from './serve.ts';
import type { Tracing } from './tracing.ts';
import { createVitals } from './vitals.ts';

/** What one thread of several gets from the others; alone it makes all of it itself. */
export interface RuntimeParts {
  readonly database: Promise<Database>;
  readonly modelFolder: string;
  /** ONNX Runtime's, compiled once for all. */
  readonly wasm: WebAssembly.Module;
  /** Given what loads the stages of the model behind the first, see `CascadeOptions`. */
  readonly later: CascadeOptions['later'];
  readonly peers: Peers;
  readonly metrics: Metrics;
  /** Made over the active model. */
  readonly background: (active: ModelSlot) => Background & { close(): Promise<void> };
}

export interface Runtime {
  readonly deps: AppDeps;
  /** From now on `deps.addressOf` knows whose a request is. */
  listensAs(listening: Pick<Listening, 'addressOf'>): void;
  /** Makes `/readyz` say no, so that nobody sends more. */
  stopAccepting(): void;
  close(): Promise<void>;
}

/**
 * Everything the app needs from outside, on Bun: the model, the database and the assets, opened side by side.
 *
 * @param parts what is there already, where this is one thread of several.
 * @param root the folder that holds `drizzle` and `templates` (or what `bundle.ts` made of it).
 * @throws Error one sentence for whoever starts the service.
 */
export async function createBunRuntime(
  config: Config,
  root: string,
  log: Logger,
  parts: Partial<RuntimeParts> = {},
): Promise<Runtime> {
  const { limits, batchLimits, thresholds } = config;
  const metrics = parts.metrics ?? openMetrics(createMetricsMemory(1), 0);
  const backlog = createBacklog({
    most: Math.ceil(config.maxQueue / Math.max(1, config.workers)),
    soon: (run) => void setImmediate(run),
    now: () => performance.now(),
    observe: metrics.queueDepth,
  });
  const load = (folder: string, later?: CascadeOptions['later']) =>
    loadModel(folder, {
      decode: createDecoder(readCodecs()),
      limits,
      thresholds,
      wasm: parts.wasm,
      observe: metrics.inference,
      later,
    });
  const [model, database, assets] = await Promise.all([
    load(parts.modelFolder ?? config.modelDir, parts.later),
    parts.database ?? openDatabase({ ...config.database, migrationsFolder: join(root, 'drizzle') }),
    loadAssets(root),
  ]);
  const store = backlog.storing(createLibsqlStore(database));
  const accessStore = createAccessStore(database);
  const clock = createSteadyClock({
    wall: Date.now,
    elapsed: () => performance.now(),
    // Whatever keeps it from being read now will be told by the first request.
    notBefore: await newestMoment(database).catch(() => undefined),
  });
  const tracing = config.tracing.endpoint === undefined ? undefined : await startTracing(config);
  const peers = parts.peers ?? createLonePeers();
  const slot = createModelSlot(model, load, peers);
  const retention = createRetention(database, config.retention);
  const endHousekeeping = keepHouse({ step: () => retention.step(clock()), mine: () => peers.leader, log });
  const background = parts.background?.(slot) ?? createLocalBackground(slot.recogniser, load);
  // Large pictures have a line of their own.
  const reading = backlog.reading(slot.recogniser);
  const recogniser = parts.background ? routeLarge(reading, background) : reading;
  let listening: Pick<Listening, 'addressOf'> | undefined;
  let accepting = true;
  return {
    deps: {
      recogniser,
      background,
      models: slot.models,
      library: createModelLibrary(config.modelsDir ?? dirname(config.modelDir), config.modelDir),
      activeModel: createActiveModelMemory(database),
      peers,
      get modelCard() {
        return slot.card();
      },
      store,
      accuracy: createAccuracyStore(database),
      replays: createReplayStore(database),
      reviews: createReviewStore(database),
      exchange: createExchangeStore(database),
      scratch: createScratchFolder(scratchFolderFor(config.database.url)),
      limits,
      batchLimits,
      log,
      access: config.access,
      accessStore,
      gate: createGate({ access: config.access, accessStore, clock }),
      metrics,
      vitals: createVitals(database),
      tracer: tracing?.tracer,
      addressOf: (request) => listening?.addressOf(request),
      clock,
      newId: () => Bun.randomUUIDv7('hex', clock()),
      busy: backlog.full,
      accepting: () => accepting,
      modelFile: (name) => Bun.file(join(slot.models.folder, name)),
      assets,
    },
    listensAs: (one) => {
      listening = one;
    },
    stopAccepting: () => {
      accepting = false;
    },
    close: async () => {
      endHousekeeping();
      await background.close();
      await Promise.all([slot.close(), store.close(), tracing?.close()]);
    },
  };
}

/** Its libraries are loaded only where traces are wanted. */
async function startTracing({ tracing: { endpoint = '', serviceName } }: Config): Promise<Tracing> {
  const { createTracing } = await import('./tracing.ts');
  return createTracing({ endpoint, serviceName, version: manifest.version });
}
