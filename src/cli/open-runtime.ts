import { loadConfig } from '../config.ts';
import type { AppDeps } from '../deps.ts';
import { createLogger } from '../log.ts';
import { createBunRuntime } from '../runtime/bun.ts';
import type { Surroundings } from './surroundings.ts';

/** What the service would have, without listening: its database may be in use by a running service at the same time. */
export async function openRuntime({
  env,
  root,
  say,
}: Pick<Surroundings, 'env' | 'root' | 'say'>): Promise<{ readonly deps: AppDeps } & AsyncDisposable> {
  const log = createLogger({ level: 'warn', format: 'pretty', write: say, clock: () => new Date() });
  const runtime = await createBunRuntime(loadConfig(env), root, log);
  return { deps: runtime.deps, [Symbol.asyncDispose]: () => runtime.close() };
}
