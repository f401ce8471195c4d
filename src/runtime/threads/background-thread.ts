import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { createDecoder } from '../../core/decode/index.ts';
import { recogniseMany } from '../../core/recognise-many.ts';
import { readCodecs } from '../codecs.ts';
import { loadModel } from '../load-model.ts';
import type { LoadedModel } from '../model-slot.ts';
import { type Piece, type PieceResult, packOutcome } from './background-messages.ts';
import type { BackgroundStart } from './messages.ts';

/** Models that stay loaded: the active one, and one that it is compared with. */
const mostModels = 2;
/** Behind those who answer requests. On Linux it counts for the thread that asks. */
const niceness = 5;

/** Reads pictures for those who can wait a little: large ones, and many at once. */
export function runBackgroundThread(): void {
  const { config, wasm } = workerData as BackgroundStart;
  const { limits, thresholds } = config;
  const decode = createDecoder(readCodecs());
  const models = new Map<string, Promise<LoadedModel>>();
  try {
    setPriority(0, niceness);
  } catch {
    // It works without, too.
  }

  async function modelOf(folder: string): Promise<LoadedModel> {
    const known = models.get(folder);
    if (known) return known;
    for (const [oldest, model] of models) {
      if (models.size < mostModels) break;
      models.delete(oldest);
      await (await model).close();
    }
    const loading = loadModel(folder, { decode, limits, thresholds, wasm });
    models.set(folder, loading);
    loading.catch(() => models.delete(folder));
    return loading;
  }

  async function read({ pictures, folder, explain }: Piece): Promise<PieceResult> {
    try {
      const { recogniser } = await modelOf(folder);
      const outcomes = await recogniseMany(recogniser, pictures, { explain });
      return { answer: { model: recogniser.model, outcomes: outcomes.map(packOutcome) } };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  let turn: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', (piece: Piece) => {
    turn = turn.then(async () => parentPort?.postMessage(await read(piece)));
  });
}
