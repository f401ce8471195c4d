import { fileURLToPath } from 'node:url';
import { createApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import type { Logger } from './deps.ts';
import { createLogger } from './log.ts';
import { createBunRuntime, type Runtime } from './runtime/bun.ts';
import { type Listening, serve } from './runtime/serve.ts';
import { displayUrl } from './storage/database.ts';

/** Holds `drizzle`, `templates` and `models`: here one up from `src`, in a bundle one up from where it lies. */
const root = fileURLToPath(new URL('..', import.meta.url));
const print = (text: string) => process.stdout.write(`${text}\n`);

/** Config → runtime → app → listen → graceful stop. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const format = logFormat(config);
  const log = createLogger({ level: config.log.level, format, write: print, clock: () => new Date() });
  const runtime = await createBunRuntime(config, root, log);
  const listening = serve(config, createApp(runtime.deps).fetch);
  announce(config, runtime, listening, format, log);
  stopOnSignal(config, runtime, listening, log);
}

function announce(config: Config, runtime: Runtime, { url }: Listening, format: string, log: Logger): void {
  const { model } = runtime.deps.recogniser;
  const database = displayUrl(config.database.url);
  if (format === 'json') {
    log.info('listening', { url, model, database });
    return;
  }
  print(`
  Inkwell is open at  ${url}
  model               ${model.name} ${model.version} (${model.sha256.slice(0, 12)}) in ${config.modelDir}
  database            ${database}
`);
}

/** SIGTERM and SIGINT: say no to new work, end what is in flight, close the database, leave. A second signal leaves at once. */
function stopOnSignal(config: Config, runtime: Runtime, listening: Listening, log: Logger): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info('stopping', { signal, inFlight: listening.inFlight() });
    runtime.stopAccepting();
    const unanswered = await listening.stop(config.shutdownGraceMs);
    if (unanswered > 0) log.warn('gave up on requests in flight', { unanswered });
    await runtime.close();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function logFormat({ log }: Config): 'json' | 'pretty' {
  if (log.format !== 'auto') return log.format;
  return process.stdout.isTTY ? 'pretty' : 'json';
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
