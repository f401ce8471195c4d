import { join } from 'node:path';
import { openFileKeeper } from '../../storage/file-keeper.ts';
import { activeModelKey, chooseModelFolder } from '../active-model.ts';
import { keepLogShort } from '../keep-log-short.ts';
import { compileOrt } from '../ort-wasm.ts';
import { findPort } from '../serve.ts';
import type { Service } from '../service.ts';
import { type SupervisorOptions, supervise } from './supervisor.ts';

/** When what the start needed is let go of, in milliseconds after it: the binary of the wasm, the code that ran once. */
const settled = 1_000;

/** The service in threads: several that answer requests, and this one, which keeps them. */
export async function startThreads(options: SupervisorOptions): Promise<Service> {
  const { config, root, log } = options;
  // First of all what takes longest: the worker's code, then ONNX Runtime's.
  const supervisor = supervise(options);
  const compiling = compileOrt();
  const [wasm, port, keeper] = await Promise.all([
    compiling,
    findPort(config),
    openFileKeeper({ ...config.database, migrationsFolder: join(root, 'drizzle') }),
  ]);
  const modelFolder = await chooseModelFolder(keeper.remembered(activeModelKey), config.modelDir, log);
  const model = await supervisor.open({ wasm, modelFolder });
  const url = await supervisor.listen(port);
  setTimeout(() => Bun.gc(true), settled);
  const endKeeping = keepLogShort(keeper, supervisor.turn, log);
  return {
    url,
    model,
    async stop(graceMs, onStopping) {
      endKeeping();
      const unanswered = await supervisor.stop(graceMs, onStopping);
      keeper.close();
      return unanswered;
    },
  };
}
