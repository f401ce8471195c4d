import type { Classification, Classifier } from './classifier.ts';

/** Pictures that came together, and who waits for them. */
interface Waiting {
  readonly inputs: Float32Array;
  readonly count: number;
  resolve(answers: Classification[]): void;
  reject(error: unknown): void;
}

export interface MicroBatchOptions {
  /** Runs a function once everything that has arrived by now has had its turn, e.g. `setImmediate`. */
  readonly soon: (run: () => void) => void;
  /** Most pictures at once: what a request may have to wait for others is bounded by it. */
  readonly most?: number;
  /** Told of every run of the network. */
  readonly observe?: ((seconds: number, pictures: number) => void) | undefined;
}

/** Numbers of one picture. */
const inputLength = 28 * 28;

/**
 * Lets the network read together what arrives together. Nobody waits for company: what comes while it runs is its next batch.
 */
export function microBatches(classifier: Classifier, options: MicroBatchOptions): Classifier {
  const { soon, most = 64, observe } = options;
  let waiting: Waiting[] = [];
  let underWay = false;
  /** Batches come one after the other: memory of their own for each would be the largest that a request takes. */
  const room = new Float32Array(most * inputLength);

  function takeBatch(): Waiting[] {
    let pictures = 0;
    let taken = 0;
    for (const { count } of waiting) {
      if (taken > 0 && pictures + count > most) break;
      pictures += count;
      taken++;
    }
    const batch = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
    return batch;
  }

  async function classifyTogether(batch: readonly Waiting[]): Promise<void> {
    const pictures = batch.reduce((sum, { count }) => sum + count, 0);
    const begin = performance.now();
    const answers = await classifier.classify(join(batch, pictures, room), pictures);
    observe?.((performance.now() - begin) / 1000, pictures);
    let at = 0;
    for (const { count, resolve } of batch) {
      resolve(answers.slice(at, at + count));
      at += count;
    }
  }

  async function run(): Promise<void> {
    const batch = takeBatch();
    try {
      await classifyTogether(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    underWay = waiting.length > 0;
    if (underWay) soon(run);
  }

  return {
    model: classifier.model,
    thresholds: classifier.thresholds,
    classify: (inputs, count) =>
      new Promise((resolve, reject) => {
        waiting.push({ inputs, count, resolve, reject });
        if (underWay) return;
        underWay = true;
        soon(run);
      }),
    close: () => classifier.close(),
  };
}

/** All inputs in one piece: in `room`, where they fit. */
function join(batch: readonly Waiting[], pictures: number, room: Float32Array): Float32Array {
  const length = pictures * inputLength;
  const joined = length <= room.length ? room.subarray(0, length) : new Float32Array(length);
  let at = 0;
  for (const { inputs } of batch) {
    joined.set(inputs, at);
    at += inputs.length;
  }
  return joined;
}
