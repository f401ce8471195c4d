import { createMetricsMemory, openMetrics } from '../core/metrics/index.ts';
import type { AppDeps } from '../deps.ts';
import { remembered } from '../storage/remembered.ts';
import { activeModelKey, chooseModelFolder } from './active-model.ts';
import { createBunRuntime } from './bun.ts';
import { openLoneDatabase } from './lone-database.ts';
import { refuseOpenDoor } from './refuse-open-door.ts';
import { serve } from './serve.ts';
import type { Service, ServiceOptions } from './service.ts';

/** The whole service in this thread: where threads cannot share a port or a database, and in tests. */
export async function startAlone(
  { config, root, log }: ServiceOptions,
  createFetch: (deps: AppDeps) => (request: Request) => Response | Promise<Response>,
): Promise<Service> {
  const metrics = openMetrics(createMetricsMemory(), 0);
  const database = await openLoneDatabase(config, root, log, metrics.commit);
  const chosen = await remembered(database, activeModelKey);
  const runtime = await createBunRuntime(config, root, log, {
    database: Promise.resolve(database),
    metrics,
    modelFolder: await chooseModelFolder(chosen, config.modelDir, log),
  });
  await refuseOpenDoor(config, runtime.deps.gate);
  const listening = serve(config, createFetch(runtime.deps));
  runtime.listensAs(listening);
  return {
    url: listening.url,
    model: runtime.deps.recogniser.model,
    async stop(graceMs, onStopping) {
      onStopping(listening.inFlight());
      runtime.stopAccepting();
      const unanswered = await listening.stop(graceMs);
      await runtime.close();
      return unanswered;
    },
  };
}
