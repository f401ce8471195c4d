import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import { createApp } from '../../src/app.ts';
import { createGate } from '../../src/core/access/gate.ts';
import { openAccess } from '../../src/core/access/settings.ts';
import { createDecoder } from '../../src/core/decode/index.ts';
import { openMetrics } from '../../src/core/metrics/index.ts';
import type { AppDeps } from '../../src/deps.ts';
import { loadAssets } from '../../src/runtime/assets.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';
import { loadModel } from '../../src/runtime/load-model.ts';
import { createLocalBackground } from '../../src/runtime/local-background.ts';
import { createLonePeers } from '../../src/runtime/lone-peers.ts';
import { createModelLibrary } from '../../src/runtime/model-library.ts';
import { readModelCard } from '../../src/runtime/read-model-card.ts';
import { createScratchFolder } from '../../src/runtime/scratch.ts';
import { createAccessStore } from '../../src/storage/access.ts';
import { createAccuracyStore } from '../../src/storage/accuracy.ts';
import { createActiveModelMemory } from '../../src/storage/active-model.ts';
import { createExchangeStore } from '../../src/storage/exchange.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { createReplayStore } from '../../src/storage/replays.ts';
import { createReviewStore } from '../../src/storage/review.ts';
import { memoryDatabase } from './database.ts';
import { trueRecogniser } from './model.ts';

interface LogFields {
  readonly requestId?: unknown;
  readonly status?: unknown;
  readonly path?: unknown;
  readonly stack?: unknown;
  readonly [name: string]: unknown;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const modelFolder = join(root, 'models/inkwell');
const decode = createDecoder(readCodecs());
const limits = { maxBytes: 1024 * 1024, maxPixels: 4_000_000 };

/** What never changes is made once: the true model behind the true decoders, and the files for browsers. */
const recogniser = once(() => trueRecogniser(limits));
const modelCard = once(() => readModelCard(join(root, 'models/inkwell')));
const assets = once(() => loadAssets(root));

/** An app of its own over a database of its own, and what it wrote to the log. */
export async function testApp(changes: Partial<AppDeps> = {}) {
  const database = await memoryDatabase();
  const lines: LogLine[] = [];
  const line =
    (level: LogLine['level']) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, message, fields });
    };
  const store = createLibsqlStore(database);
  const accessStore = createAccessStore(database);
  const clock = () => new Date();
  const reader = changes.recogniser ?? (await recogniser());
  const deps: AppDeps = {
    recogniser: reader,
    background: createLocalBackground(reader, (folder) =>
      loadModel(folder, { decode, limits, thresholds: {} }),
    ),
    models: { folder: modelFolder, activate: async () => reader.model },
    library: createModelLibrary(join(root, 'models'), modelFolder),
    activeModel: createActiveModelMemory(database),
    peers: createLonePeers(),
    modelCard: await modelCard(),
    store,
    accuracy: createAccuracyStore(database),
    replays: createReplayStore(database),
    reviews: createReviewStore(database),
    exchange: createExchangeStore(database),
    scratch: createScratchFolder(tmpdir()),
    limits,
    batchLimits: { maxImages: 1000, maxBytes: 64 * 1024 * 1024 },
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    access: openAccess,
    accessStore,
    gate: createGate({ access: openAccess, accessStore, clock, ...changes }),
    metrics: openMetrics(),
    vitals: async () => ({}),
    tracer: undefined,
    addressOf: () => undefined,
    clock,
    newId: v7,
    busy: () => false,
    accepting: () => true,
    modelFile: (name) => Bun.file(join(root, 'models/inkwell', name)),
    assets: await assets(),
    ...changes,
  };
  const app = createApp(deps);
  const send = (path: string, init?: RequestInit) => app.handle(new Request(`http://localhost${path}`, init));
  return { app, database, deps, lines, send, store };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
