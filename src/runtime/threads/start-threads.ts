import { join } from 'node:path';
import type { Logger } from '../../deps.ts';
import { type FileKeeper, openFileKeeper } from '../../storage/file-keeper.ts';
import { activeModelKey, chooseModelFolder } from '../active-model.ts';
import { compileOrt } from '../ort-wasm.ts';
import { findPort } from '../serve.ts';
import type { Service } from '../service.ts';
import { type Supervisor, type SupervisorOptions, supervise } from './supervisor.ts';

/** How often the write-ahead log is looked at, in milliseconds, and from which length on it is moved into the file. */
const look = 250;
const longLog = 4 * 2 ** 20;

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
  const looking = setInterval(() => checkpointWhenLong(keeper, supervisor, log), look);
  return {
    url,
    model,
    async stop(graceMs, onStopping) {
      clearInterval(looking);
      const unanswered = await supervisor.stop(graceMs, onStopping);
      keeper.close();
      return unanswered;
    },
  };
}

/**
 * Copies the log into the file beside the commits; what came meanwhile is little, and is copied while nobody commits: then the
 * next commit begins the log anew. On a full disk it cannot be moved: then it stays, and nothing is lost by that.
 */
function checkpointWhenLong(keeper: FileKeeper, supervisor: Supervisor, log: Logger): void {
  try {
    if (!keeper.logGrew(longLog)) return;
    keeper.checkpoint();
    supervisor.turn.during(keeper.checkpoint);
  } catch (error) {
    log.warn('cannot move the write-ahead log into the file', { error: String(error) });
  }
}
