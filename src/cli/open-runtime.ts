import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import type { AppDeps } from '../deps.ts';
import { createLogger } from '../log.ts';
import { activeModelKey, chooseModelFolder } from '../runtime/active-model.ts';
import { createBunRuntime } from '../runtime/bun.ts';
import { openDatabase } from '../storage/database.ts';
import { remembered } from '../storage/remembered.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * What the service would have, without listening: its database may be in use by a running service at the same time.
 *
 * @param asPromoted with the model that was promoted last, as the service starts; else with that of MODEL_DIR
 */
export async function openRuntime(
  { env, root, say }: Pick<Surroundings, 'env' | 'root' | 'say'>,
  { asPromoted = false } = {},
): Promise<{ readonly deps: AppDeps } & AsyncDisposable> {
  const log = createLogger({ level: 'warn', format: 'pretty', write: say, clock: () => new Date() });
  const config = loadConfig(env);
  const database = await openDatabase({ ...config.database, migrationsFolder: join(root, 'drizzle') });
  const modelFolder = asPromoted
    ? await chooseModelFolder(await remembered(database, activeModelKey), config.modelDir, log)
    : config.modelDir;
  const runtime = await createBunRuntime(config, root, log, {
    database: Promise.resolve(database),
    modelFolder,
  });
  return { deps: runtime.deps, [Symbol.asyncDispose]: () => runtime.close() };
}
