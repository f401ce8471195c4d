/**
 * The service without a server: the true model, the true decoders and a true database behind `createApp(…).handle`. The same
 * file runs on Bun, Node and Deno (see runtimes.test.ts). Its argument is the project's folder; it prints what it saw as one
 * line of JSON, and throws when that is wrong.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { v7 } from 'uuid';
import { createApp } from '../../src/app.ts';
import { createGate } from '../../src/core/access/gate.ts';
import { openAccess } from '../../src/core/access/settings.ts';
import { createDecoder } from '../../src/core/decode/index.ts';
import { openMetrics } from '../../src/core/metrics/index.ts';
import { createRecogniser } from '../../src/core/pipeline.ts';
import { createOnnxClassifier } from '../../src/inference/onnx-classifier.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';
import { createLocalBackground } from '../../src/runtime/local-background.ts';
import { createLonePeers } from '../../src/runtime/lone-peers.ts';
import { createModelLibrary } from '../../src/runtime/model-library.ts';
import { readModelFolder } from '../../src/runtime/read-model.ts';
import { readModelCard } from '../../src/runtime/read-model-card.ts';
import { createScratchFolder } from '../../src/runtime/scratch.ts';
import { createAccessStore } from '../../src/storage/access.ts';
import { createAccuracyStore } from '../../src/storage/accuracy.ts';
import { createActiveModelMemory } from '../../src/storage/active-model.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createExchangeStore } from '../../src/storage/exchange.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { createReplayStore } from '../../src/storage/replays.ts';
import { createReviewStore } from '../../src/storage/review.ts';

const root = process.argv[2];
assert(root, 'the argument is missing: the folder of the project');

const classifier = await createOnnxClassifier(await readModelFolder(join(root, 'models/inkwell')));
const database = await openDatabase({ url: ':memory:', migrationsFolder: join(root, 'drizzle') });
const store = createLibsqlStore(database);
const limits = { maxBytes: 1_000_000, maxPixels: 1_000_000 };
const silent = () => {};
/** Bundling for browsers is Bun's; the pages need no more than the names. */
const files = await readdir(join(root, 'templates/assets'));
const empty = new Blob();
const asset = { body: empty, hash: '0'.repeat(14), mediaType: 'text/plain', encoded: async () => empty };
const assets = new Map(
  [...files, 'onnxruntime.wasm'].map((name) => [name.replace(/\.ts$/, '.js'), asset] as const),
);
const recogniser = createRecogniser({ decode: createDecoder(readCodecs()), classifier, limits });
const accessStore = createAccessStore(database);
const app = createApp({
  recogniser,
  background: createLocalBackground(recogniser, () => Promise.reject(new Error('one model is enough here'))),
  models: { folder: 'models/inkwell', activate: async () => recogniser.model },
  peers: createLonePeers(),
  library: createModelLibrary(join(root, 'models'), join(root, 'models/inkwell')),
  activeModel: createActiveModelMemory(database),
  accuracy: createAccuracyStore(database),
  replays: createReplayStore(database),
  reviews: createReviewStore(database),
  exchange: createExchangeStore(database),
  scratch: createScratchFolder(tmpdir()),
  modelCard: await readModelCard(join(root, 'models/inkwell')),
  store,
  limits,
  batchLimits: { maxImages: 100, maxBytes: 10_000_000 },
  modelFile: () => empty,
  log: { debug: silent, info: silent, warn: silent, error: console.error },
  access: openAccess,
  accessStore,
  gate: createGate({ access: openAccess, accessStore, clock: () => new Date() }),
  metrics: openMetrics(),
  vitals: async () => ({}),
  tracer: undefined,
  addressOf: () => undefined,
  clock: () => new Date(),
  newId: () => v7(),
  busy: () => false,
  accepting: () => true,
  assets,
});

async function send(path: string, init?: RequestInit) {
  const response = await app.handle(new Request(`http://localhost${path}`, init));
  const type = response.headers.get('content-type') ?? '';
  const json: unknown = type.includes('json') ? await response.json() : null;
  return { status: response.status, type, location: response.headers.get('location'), json };
}

/** A seven, drawn by us. */
const seven = (extension: string) => readFile(join(root, `tests/fixtures/images/seven.${extension}`));

const answers: unknown[] = [];
for (const [extension, mediaType] of [
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['webp', 'image/webp'],
] as const) {
  const { status, json, location } = await send('/predict', {
    method: 'POST',
    headers: { 'content-type': mediaType },
    body: await seven(extension),
  });
  assert.equal(status, 201, JSON.stringify(json));
  assert.match(JSON.stringify(json), new RegExp(`"mediaType":"${mediaType}","width":96,"height":96`));
  const again = await send(location ?? '');
  assert.deepEqual(again.json, json, 'what was answered is what is remembered');
  answers.push(Reflect.get(json as object, 'prediction'));
}

const form = new FormData();
form.set('image', new File([await seven('png')], 'seven.png', { type: 'image/png' }));
form.set('label', '7');
for (const request of [
  { body: form },
  {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ image: (await seven('png')).toString('base64url'), label: 7 }),
  },
]) {
  const { status, json } = await send('/predict', { method: 'POST', ...request });
  assert.equal(status, 201, JSON.stringify(json));
  answers.push(Reflect.get(json as object, 'prediction'));
}
assert.deepEqual(answers, [7, 7, 7, 7, 7]);

const livez = await send('/livez');
assert.equal(livez.status, 200);
const readyz = await send('/readyz');
assert.equal(readyz.status, 200, JSON.stringify(readyz.json));

const problem = await send('/predict', {
  method: 'POST',
  headers: { 'content-type': 'image/png' },
  body: (await seven('png')).subarray(0, 300),
});
assert.equal(problem.status, 422, JSON.stringify(problem.json));
assert.match(problem.type, /^application\/problem\+json/);

const page = await send('/history', { headers: { accept: 'text/html' } });
assert.equal(page.status, 200);
assert.match(page.type, /^text\/html/);

await classifier.close();
await store.close();
console.log(JSON.stringify({ answers, livez: livez.status, readyz: readyz.status, problem: problem.status }));
