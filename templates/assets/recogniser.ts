import type { Classifier, Thresholds } from '../../src/core/classifier.ts';
import { preprocess } from '../../src/core/preprocess/index.ts';
import { readImage } from '../../src/core/read-image.ts';
import { createCascade } from '../../src/inference/cascade.ts';
import { parseManifest } from '../../src/inference/manifest.ts';
import type { FromRecogniser, ToRecogniser } from './script/recogniser-messages.ts';

// A worker, so that the pen never waits for the network: the server's own preprocessing, cascade and model.

type Load = Extract<ToRecogniser, { kind: 'load' }>;

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<ToRecogniser>) => void;
  postMessage(message: FromRecogniser): void;
};
let loading: Promise<{ classifier: Classifier; thresholds: Thresholds }> | undefined;

scope.onmessage = async ({ data: message }) => {
  try {
    if (message.kind === 'load') {
      loading = load(message);
      await loading;
      scope.postMessage({ kind: 'ready' });
    } else await read(message.id, message.image);
  } catch (error) {
    scope.postMessage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};

async function load({ wasm, model, thresholds }: Load) {
  const [module, { manifest, stages }] = await Promise.all([compile(wasm), fetchModel(model)]);
  return { classifier: await createCascade({ manifest, stages, wasm: { module } }), thresholds };
}

async function fetchModel(folder: string) {
  const manifest = parseManifest(await (await fetchFile(`${folder}model.json`)).text());
  const stages = await Promise.all(
    manifest.stages.map(async ({ file }) => (await fetchFile(folder + file)).bytes()),
  );
  return { manifest, stages };
}

/** Compiles while it comes, and tells how much has. */
async function compile(address: string): Promise<WebAssembly.Module> {
  const { body } = await fetchFile(address);
  let bytes = 0;
  const counted = body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        bytes += chunk.length;
        scope.postMessage({ kind: 'progress', bytes });
        controller.enqueue(new Uint8Array(chunk));
      },
    }),
  );
  return WebAssembly.compileStreaming(
    new Response(counted ?? null, { headers: { 'content-type': 'application/wasm' } }),
  );
}

async function fetchFile(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`Cannot fetch ${address}: ${response.status}`);
  return response;
}

async function read(id: number, image: ImageData): Promise<void> {
  const reader = await loading;
  if (reader === undefined) throw new Error('Cannot read: nothing was loaded');
  const begin = performance.now();
  const { prediction, seen } = await readImage(preprocess(image), reader.classifier, reader.thresholds);
  const durationMs = performance.now() - begin;
  scope.postMessage({ kind: 'answer', id, prediction, input: seen?.input ?? null, durationMs });
}
