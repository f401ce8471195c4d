import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { PredictionStore } from '../../src/core/store.ts';
import { shedLoad } from '../../src/http/shed-load.ts';
import { runBackgroundThread } from '../../src/runtime/threads/background-thread.ts';
import { runHttpWorker } from '../../src/runtime/threads/http-worker.ts';
import { startThreads } from '../../src/runtime/threads/start-threads.ts';
import { asStored, toRecordRow } from '../../src/storage/record-row.ts';

/**
 * The whole service, but what it says it stored it did not: how fast it would be if storing cost nothing. Told PORT and
 * DATABASE_URL as the real one.
 */
if (isMainThread) await startService();
else runThread((workerData as { readonly role: string }).role);

async function startService(): Promise<void> {
  const quiet = () => {};
  await startThreads({
    config: { ...loadConfig(process.env), workers: availableParallelism() },
    root: fileURLToPath(new URL('../..', import.meta.url)),
    program: fileURLToPath(import.meta.url),
    log: { debug: quiet, info: quiet, warn: console.warn, error: console.error },
    print: (text) => process.stderr.write(text),
    giveUp: (error) => {
      throw error;
    },
  });
}

function runThread(role: string): void {
  if (role === 'background') runBackgroundThread();
  else
    runHttpWorker((deps) => {
      const forgetful = { ...deps, store: storingNothing(deps.store) };
      return shedLoad(createApp(forgetful).fetch, forgetful);
    });
}

/** The work of a row is done, and its hash; only nobody writes it. */
const storingNothing = (store: PredictionStore): PredictionStore => ({
  ...store,
  record: async (prediction) =>
    asStored(prediction, toRecordRow(prediction), {
      kind: 'stored',
      imageId: prediction.image.id,
      label: null,
    }),
});
