import type { LiveSources } from '../../site.ts';
import type { FromRecogniser, LiveAnswer, ToRecogniser } from './recogniser-messages.ts';

/** Reads drawings in the browser. */
export interface LiveReader {
  /** Begins to load; called again it does nothing. */
  start(): void;
  /** Reads it as soon as the drawing before was read; only the newest waits. */
  read(image: ImageData): void;
}

interface LiveReaderOptions {
  readonly sources: LiveSources;
  onAnswer(answer: LiveAnswer): void;
  /** @param share of the recogniser that has come, 0–1; 1 when it reads */
  onProgress(share: number): void;
  onFailure(message: string): void;
}

/** The compiled wasm is most of what has to come. */
const loadedBeforeReady = 0.98;

export function createLiveReader({ sources, ...on }: LiveReaderOptions): LiveReader {
  let worker: Worker | undefined;
  let ready = false;
  let reading = false;
  let waiting: ImageData | undefined;
  let id = 0;

  const send = (message: ToRecogniser) => worker?.postMessage(message);
  const next = () => {
    if (!ready || reading || waiting === undefined) return;
    reading = true;
    send({ kind: 'read', id: ++id, image: waiting });
    waiting = undefined;
  };
  const fail = (message: string) => {
    worker?.terminate();
    ready = false;
    on.onFailure(message);
  };
  const receive = ({ data: message }: MessageEvent<FromRecogniser>) => {
    if (message.kind === 'progress')
      on.onProgress(loadedBeforeReady * Math.min(1, message.bytes / Math.max(1, sources.wasmBytes)));
    else if (message.kind === 'ready') {
      ready = true;
      on.onProgress(1);
      void keepForLater(sources);
    } else if (message.kind === 'answer') {
      reading = false;
      on.onAnswer(message);
    } else fail(message.message);
    next();
  };

  return {
    start() {
      if (worker) return;
      worker = new Worker(sources.worker, { type: 'module' });
      worker.onmessage = receive;
      worker.onerror = () => fail('the worker could not be started');
      send({ kind: 'load', wasm: sources.wasm, model: sources.model, thresholds: sources.thresholds });
    },
    read(image) {
      waiting = image;
      next();
    },
  };
}

/** Lets the service worker keep what was loaded, so that the page works without a network. Only where browsers allow one. */
async function keepForLater(sources: LiveSources): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
  if (registration === undefined) return;
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
  const manifest = (await (await fetch(`${sources.model}model.json`)).json()) as {
    stages: { file: string }[];
  };
  const keep = [
    ...loaded.filter((path) => path.startsWith('/assets/')),
    sources.worker,
    sources.wasm,
    `${sources.model}model.json`,
    ...manifest.stages.map(({ file }) => sources.model + file),
  ];
  const { active } = await navigator.serviceWorker.ready;
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    document.documentElement.dataset['kept'] = '';
  };
  active?.postMessage({ keep: [...new Set(keep)] }, [channel.port2]);
}
