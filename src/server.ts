import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from './config.ts';
import type { ModelIdentity } from './core/prediction.ts';
import type { Logger } from './deps.ts';
import { createLogger } from './log.ts';
import { logFormat } from './runtime/log-format.ts';
import { watchOpenFiles } from './runtime/open-files.ts';
import { createPrinter } from './runtime/printer.ts';
import type { Service, ThreadProgram } from './runtime/service.ts';
import { displayUrl, isFile } from './storage/file-settings.ts';

/** Holds `drizzle`, `templates` and `models`: here one up from `src`, in a bundle one up from where it lies. */
const root = fileURLToPath(new URL('..', import.meta.url));
/** `thread.ts`; its counterpart in a bundle is a program of its own. This one must not import it by name: then it would be in here, too. */
const program = fileURLToPath(new URL(`./thread${extname(import.meta.url)}`, import.meta.url));

void main();

/** Config → service → listen → graceful stop. */
async function main(): Promise<void> {
  const printer = createPrinter();
  const stopping = Promise.withResolvers<NodeJS.Signals>();
  process.on('SIGTERM', stopOrLeave);
  process.on('SIGINT', stopOrLeave);
  let service: Service | undefined;

  /** A second signal, or one before anybody could have asked for anything, leaves at once. */
  function stopOrLeave(signal: NodeJS.Signals): void {
    if (!service) process.exit(0);
    process.once(signal, () => process.exit(1));
    stopping.resolve(signal);
  }

  try {
    const config = withWorkers(loadConfig(process.env));
    const format = logFormat(config);
    const log = createLogger({
      level: config.log.level,
      format,
      write: printer.line,
      clock: () => new Date(),
    });
    const options = { config, root, log };
    if (config.workers > 1) {
      const { startThreads } = await import('./runtime/threads/start-threads.ts');
      service = await startThreads({ ...options, program, print: printer.text, giveUp: leave });
    } else {
      const { startAlone }: ThreadProgram = await import(program);
      service = await startAlone(options);
    }
    announce(config, service, format, printer.line, log);
    watchOpenFiles(log);
    await stopOn(await stopping.promise, service, config, log);
    await printer.flush();
    process.exit(0);
  } catch (error) {
    leave(error);
  }
}

function leave(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** Says how many workers there will be: one where several cannot share a port or a database. */
function withWorkers(config: Config): Config {
  const several = process.platform === 'linux' && isFile(config.database.url);
  return { ...config, workers: several ? config.workers || availableParallelism() : 1 };
}

/** Wherever the log goes and whatever it leaves out: where to open it is told. */
function announce(
  config: Config,
  { url, model }: Service,
  format: 'json' | 'pretty',
  line: (text: string) => void,
  log: Logger,
): void {
  const database = displayUrl(config.database.url);
  const { workers } = config;
  if (format === 'json') {
    const always = createLogger({ level: 'info', format, write: line, clock: () => new Date() });
    (config.log.level === 'silent' ? log : always).info('listening', { url, model, database, workers });
    return;
  }
  line(`
  Inkwell is open at  ${url}
  model               ${nameOf(model)} in ${config.modelDir}
  database            ${database}
`);
}

const nameOf = ({ name, version, sha256 }: ModelIdentity) => `${name} ${version} (${sha256.slice(0, 12)})`;

/** Says no to new work, ends what is in flight, closes the database. */
async function stopOn(
  signal: NodeJS.Signals,
  service: Service,
  { shutdownGraceMs }: Config,
  log: Logger,
): Promise<void> {
  const unanswered = await service.stop(shutdownGraceMs, (inFlight) =>
    log.info('stopping', { signal, inFlight }),
  );
  if (unanswered > 0) log.warn('gave up on requests in flight', { unanswered });
  log.info('stopped');
}
