import { isMainThread, workerData } from 'node:worker_threads';
import type { AppDeps } from './deps.ts';
import type { ThreadProgram } from './runtime/service.ts';
import type { BackgroundStart, ThreadStart } from './runtime/threads/messages.ts';

/**
 * What threads run: the app, the networks, the database. The main thread only keeps them and never loads this, which spares it
 * 10 MB; where it is the only one, it loads this as well. What a thread loads depends on what it is for. Nothing waits here:
 * CommonJS, as in a bundle, cannot.
 */
if (!isMainThread) void runThread((workerData as ThreadStart | BackgroundStart).role);

async function runThread(role: (ThreadStart | BackgroundStart)['role']): Promise<void> {
  if (role === 'background') {
    const { runBackgroundThread } = await import('./runtime/threads/background-thread.ts');
    runBackgroundThread();
  } else {
    const [{ runHttpWorker }, createFetch] = await Promise.all([
      import('./runtime/threads/http-worker.ts'),
      loadApp(),
    ]);
    runHttpWorker(createFetch);
  }
}

export const startAlone: ThreadProgram['startAlone'] = async (options) => {
  const [alone, createFetch] = await Promise.all([import('./runtime/start-alone.ts'), loadApp()]);
  return alone.startAlone(options, createFetch);
};

/** The app as what listens calls; only a thread that answers requests loads it. */
async function loadApp() {
  const [{ createApp }, { shedLoad }] = await Promise.all([
    import('./app.ts'),
    import('./http/shed-load.ts'),
  ]);
  return (deps: AppDeps) => shedLoad(createApp(deps).fetch, deps);
}
