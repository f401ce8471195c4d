import { sigmoid, softmax } from '../core/calibrate.ts';
import type { Classification, Classifier, Thresholds } from '../core/classifier.ts';
import { bestOf } from '../core/interpret.ts';
import type { ModelManifest, StageManifest } from './manifest.ts';
import { ModelError } from './model-error.ts';
import { createOnnxStage, type OnnxStage, type OnnxStageOptions, type OrtWasm } from './onnx-stage.ts';

/** Pixels of one input. */
const inputLength = 28 * 28;

/** The memory of wasm never shrinks: more pictures than this run one batch after the other. */
export const maxBatch = 64;

export interface CascadeOptions {
  readonly manifest: ModelManifest;
  /** The files of the manifest's stages, in its order. */
  readonly stages: readonly Uint8Array<ArrayBuffer>[];
  /** ONNX Runtime's wasm, compiled or not; without it the library looks for its file itself, which works unbundled. */
  readonly wasm?: OrtWasm | undefined;
  /**
   * Given what loads the stages behind the first, for a start that should not wait for them. A picture that needs one before
   * that waits for it. Without this, all are loaded before the promise resolves.
   */
  readonly later?: ((load: () => Promise<void>) => void) | undefined;
}

interface Stage {
  readonly about: StageManifest;
  /** Loads the network at the first call, and warms it by a real inference. */
  network(): Promise<OnnxStage>;
  close(): Promise<void>;
}

function interpret(stage: StageManifest, logits: Float32Array, digitness: number): Classification {
  return {
    probabilities: softmax(logits, stage.temperature),
    digitness: sigmoid(digitness, stage.digitnessScale, stage.digitnessBias),
    decidedBy: stage.name,
  };
}

function stands(answer: Classification, accept: Thresholds | null): boolean {
  if (accept === null) return true;
  return bestOf(answer).confidence >= accept.confidence && answer.digitness >= accept.digitness;
}

/** The inputs at `indexes`, in one piece. */
function gather(inputs: Float32Array, indexes: readonly number[]): Float32Array {
  const gathered = new Float32Array(indexes.length * inputLength);
  indexes.forEach((index, i) => {
    gathered.set(inputs.subarray(index * inputLength, (index + 1) * inputLength), i * inputLength);
  });
  return gathered;
}

function createStage(about: StageManifest, source: OnnxStageOptions): Stage {
  let unread: OnnxStageOptions | undefined = source;
  let loading: Promise<OnnxStage> | undefined;
  async function load(options: OnnxStageOptions): Promise<OnnxStage> {
    const network = await createOnnxStage(options);
    const { logits, digitness } = await network.run(new Float32Array(inputLength), 1);
    if (![...logits, ...digitness].every(Number.isFinite))
      throw new ModelError(`${about.file} answers an empty picture with numbers that are none`);
    return network;
  }
  return {
    about,
    network() {
      if (unread) loading = load(unread);
      unread = undefined; // the file need not stay in memory
      return loading as Promise<OnnxStage>;
    },
    async close() {
      unread = undefined;
      const network = await loading?.catch(() => undefined);
      await network?.close();
    },
  };
}

/**
 * The cascade: the first, small network answers what it is sure of; the rest goes on together to the next, larger one. Runs on every runtime and in browsers.
 *
 * @throws ModelError when ONNX Runtime cannot use the files
 */
export async function createCascade(options: CascadeOptions): Promise<Classifier> {
  const { manifest, stages: files, wasm, later } = options;
  const { name, version, sha256, inputName, thresholds } = manifest;
  const cascade: Stage[] = [];
  for (const [i, about] of manifest.stages.entries())
    cascade.push(
      createStage(about, { file: about.file, bytes: files[i] ?? new Uint8Array(), inputName, wasm }),
    );
  async function loadAll(): Promise<void> {
    for (const { network } of cascade) await network();
  }

  async function classifyBatch(inputs: Float32Array, count: number): Promise<Classification[]> {
    const answers: Classification[] = [];
    let open = Array.from({ length: count }, (_, i) => i);
    for (const { about, network } of cascade) {
      if (open.length === 0) break;
      const stage = await network();
      const batch = open.length === count ? inputs : gather(inputs, open);
      const { logits, digitness } = await stage.run(batch, open.length);
      open = open.filter((index, i) => {
        const answer = interpret(about, logits.subarray(i * 10, i * 10 + 10), digitness[i] ?? 0);
        answers[index] = answer;
        return !stands(answer, about.accept);
      });
    }
    return answers;
  }

  if (later) {
    await cascade[0]?.network();
    later(loadAll);
  } else await loadAll();

  return {
    model: { name, version, sha256 },
    thresholds,
    async classify(inputs, count) {
      if (inputs.length !== count * inputLength)
        throw new RangeError(
          `Cannot classify: ${inputs.length} numbers given, ${count} pictures need ${count * inputLength}`,
        );
      const answers: Classification[] = [];
      for (let from = 0; from < count; from += maxBatch) {
        const to = Math.min(from + maxBatch, count);
        const part = inputs.subarray(from * inputLength, to * inputLength);
        answers.push(...(await classifyBatch(part, to - from)));
      }
      return answers;
    },
    async close() {
      for (const { close } of cascade) await close();
    },
  };
}
