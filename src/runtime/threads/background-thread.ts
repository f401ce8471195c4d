import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { createDecoder } from '../../core/decode/index.ts';
import type { Recogniser } from '../../core/pipeline.ts';
import { recogniseMany } from '../../core/recognise-many.ts';
import type { Timeline } from '../../core/trace.ts';
import { readCodecs } from '../codecs.ts';
import { loadModel } from '../load-model.ts';
import type { LoadedModel } from '../model-slot.ts';
import { type Piece, type PieceResult, type Step, unpackPictures } from './background-messages.ts';
import type { BackgroundStart } from './messages.ts';
import { memoryOfOutcomes, packOutcomes } from './packed-outcomes.ts';

/** Models that stay loaded: the active one, and one that it is compared with. */
const mostModels = 2;
/** Behind those who answer requests: a tenth of a core is left when they are never idle. On Linux it counts for the thread that asks. */
const niceness = 10;

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

  async function modelOf({ folder, sha256 }: Piece): Promise<LoadedModel> {
    const known = await models.get(folder);
    if (known && isWanted(known, sha256)) return known;
    if (known) {
      models.delete(folder);
      await known.close();
    }
    const model = await load(folder);
    if (isWanted(model, sha256)) return model;
    throw new Error(`Cannot use the model of ${folder}: its files were changed`);
  }

  async function load(folder: string): Promise<LoadedModel> {
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

  async function read(piece: Piece): Promise<PieceResult> {
    const { explain, timed = false } = piece;
    const steps: Step[] = [];
    let recogniser: Recogniser;
    try {
      ({ recogniser } = await modelOf(piece));
    } catch (error) {
      return { error: messageOf(error), unusable: true };
    }
    try {
      const options = { explain, timeline: timed ? noteIn(steps) : undefined };
      const outcomes = await recogniseMany(recogniser, unpackPictures(piece), options);
      return { answer: { model: recogniser.model, outcomes: packOutcomes(outcomes), steps } };
    } catch (error) {
      return { error: messageOf(error) };
    }
  }

  let turn: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', (piece: Piece) => {
    turn = turn.then(async () => {
      const result = await read(piece);
      parentPort?.postMessage(result, 'answer' in result ? memoryOfOutcomes(result.answer.outcomes) : []);
    });
  });
}

const isWanted = ({ recogniser }: LoadedModel, sha256: string | undefined): boolean =>
  sha256 === undefined || recogniser.model.sha256 === sha256;

const noteIn = (steps: Step[]): Timeline => ({
  step: (name, begin, end) =>
    void steps.push({ name, begin: performance.timeOrigin + begin, end: performance.timeOrigin + end }),
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
