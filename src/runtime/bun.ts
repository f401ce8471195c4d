import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.ts';
import { createDecoder } from '../core/decode/index.ts';
import { createMetricsMemory, openMetrics } from '../core/metrics/index.ts';
import type { AppDeps, Logger } from '../deps.ts';
import { createAccuracyStore } from '../storage/accuracy.ts';
import { openDatabase } from '../storage/database.ts';
import { createLibsqlStore } from '../storage/libsql-store.ts';
import { createReviewStore } from '../storage/review.ts';
import { loadAssets } from './assets.ts';
import { readCodecs } from './codecs.ts';
import { loadModel } from './load-model.ts';
import { createLocalBackground } from './local-background.ts';
import { createLonePeers } from './lone-peers.ts';
import { createModelSlot } from './model-slot.ts';
import { createScratchFolder, scratchFolderFor } from './scratch.ts';
import { createVitals } from './vitals.ts';

export interface Runtime {
  readonly deps: AppDeps;
  /** Makes `/readyz` say no, so that nobody sends more. */
  stopAccepting(): void;
  close(): Promise<void>;
}

/**
 * Everything the app needs from outside, on Bun: the model, the database and the assets, opened side by side.
 *
 * @param root the folder that holds `drizzle` and `templates` (or what `bundle.ts` made of it).
 * @throws Error one sentence for whoever starts the service.
 */
export async function createBunRuntime(config: Config, root: string, log: Logger): Promise<Runtime> {
  const { limits, batchLimits, thresholds } = config;
  const load = (folder: string) =>
    loadModel(folder, { decode: createDecoder(readCodecs()), limits, thresholds });
  const [model, database, assets] = await Promise.all([
    load(config.modelDir),
    openDatabase({ ...config.database, migrationsFolder: join(root, 'drizzle') }),
    loadAssets(root),
  ]);
  const store = createLibsqlStore(database);
  const peers = createLonePeers();
  const slot = createModelSlot(model, load, peers);
  const background = createLocalBackground(slot.recogniser, load);
  const metrics = openMetrics(createMetricsMemory(1), 0);
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
      metrics,
      vitals: createVitals(database),
      tracer: undefined,
      addressOf: () => undefined,
      clock: () => new Date(),
      newId: () => uuidv7(),
      accepting: () => accepting,
      assets,
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
