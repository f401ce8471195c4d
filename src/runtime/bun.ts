import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.ts';
import type { Classifier } from '../core/classifier.ts';
import { createDecoder } from '../core/decode/index.ts';
import { createRecogniser } from '../core/pipeline.ts';
import type { AppDeps, Logger } from '../deps.ts';
import { createOnnxClassifier } from '../inference/onnx-classifier.ts';
import { openDatabase } from '../storage/database.ts';
import { createLibsqlStore } from '../storage/libsql-store.ts';
import { loadAssets } from './assets.ts';
import { readCodecs } from './codecs.ts';
import { readModelFolder } from './read-model.ts';
import { readModelCard } from './read-model-card.ts';

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
  const [classifier, modelCard, database, assets] = await Promise.all([
    loadClassifier(config.modelDir),
    readModelCard(config.modelDir),
    openDatabase({ ...config.database, migrationsFolder: join(root, 'drizzle') }),
    loadAssets(root),
  ]);
  const { limits, thresholds } = config;
  const store = createLibsqlStore(database);
  let accepting = true;
  return {
    deps: {
      recogniser: createRecogniser({ decode: createDecoder(readCodecs()), classifier, limits, thresholds }),
      modelCard,
      store,
      limits,
      log,
      clock: () => new Date(),
      newId: () => uuidv7(),
      accepting: () => accepting,
      assets,
    },
    stopAccepting: () => {
      accepting = false;
    },
    close: async () => {
      await Promise.all([classifier.close(), store.close()]);
    },
  };
}

async function loadClassifier(modelDir: string): Promise<Classifier> {
  return createOnnxClassifier(await readModelFolder(modelDir));
}
