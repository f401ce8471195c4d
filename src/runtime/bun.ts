import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.ts';
import { createDecoder } from '../core/decode/index.ts';
import { createMetricsMemory, type Metrics, openMetrics } from '../core/metrics/index.ts';
import type { Peers } from '../core/peers.ts';
import type { AppDeps, Logger } from '../deps.ts';
import { createAccessStore } from '../storage/access.ts';
import { createAccuracyStore } from '../storage/accuracy.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { createLibsqlStore } from '../storage/libsql-store.ts';
import { createReviewStore } from '../storage/review.ts';
import { loadAssets } from './assets.ts';
import { readCodecs } from './codecs.ts';
import { loadModel } from './load-model.ts';
import { createLocalBackground } from './local-background.ts';
import { createLonePeers } from './lone-peers.ts';
import { createModelSlot } from './model-slot.ts';
import { createScratchFolder, scratchFolderFor } from './scratch.ts';
import type { Listening } from './serve.ts';
import { createVitals } from './vitals.ts';

/** What one thread of several gets from the others; alone it makes all of it itself. */
export interface RuntimeParts {
  readonly database: Promise<Database>;
  readonly modelFolder: string;
  /** ONNX Runtime's, compiled once for all. */
  readonly wasm: WebAssembly.Module;
  readonly peers: Peers;
  readonly metrics: Metrics;
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
  const load = (folder: string) =>
    loadModel(folder, { decode: createDecoder(readCodecs()), limits, thresholds, wasm: parts.wasm });
  const [model, database, assets] = await Promise.all([
    load(parts.modelFolder ?? config.modelDir),
    parts.database ?? openDatabase({ ...config.database, migrationsFolder: join(root, 'drizzle') }),
    loadAssets(root),
  ]);
  const store = createLibsqlStore(database);
  const peers = parts.peers ?? createLonePeers();
  const slot = createModelSlot(model, load, peers);
  const background = createLocalBackground(slot.recogniser, load);
  const metrics = parts.metrics ?? openMetrics(createMetricsMemory(1), 0);
  let listening: Pick<Listening, 'addressOf'> | undefined;
  let accepting = true;
  return {
    deps: {
      recogniser: slot.recogniser,
      background,
      models: slot.models,
      peers,
      get modelCard() {
        return slot.card();
      },
      store,
      accuracy: createAccuracyStore(database),
      reviews: createReviewStore(database),
      scratch: createScratchFolder(scratchFolderFor(config.database.url)),
      limits,
      batchLimits,
      log,
      access: config.access,
      accessStore: createAccessStore(database),
      metrics,
      vitals: createVitals(database),
      tracer: undefined,
      addressOf: (request) => listening?.addressOf(request),
      clock: () => new Date(),
      newId: () => uuidv7(),
      accepting: () => accepting,
      assets,
    },
    listensAs: (one) => {
      listening = one;
    },
    stopAccepting: () => {
      accepting = false;
    },
    close: async () => {
      await background.close();
      await Promise.all([slot.close(), store.close()]);
    },
  };
}
