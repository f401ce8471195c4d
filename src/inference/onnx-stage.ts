import * as ort from 'onnxruntime-web/wasm';
import { ModelError } from './model-error.ts';
import { instantiateSplit } from './split-wasm.ts';

/** What a network says of a batch, before calibration. */
export interface RawOutput {
  /** `[count, 10]` flattened. */
  readonly logits: Float32Array;
  /** `[count]`. */
  readonly digitness: Float32Array;
}

/** One network, ready to run. */
export interface OnnxStage {
  /** @param inputs `[count, 1, 28, 28]` flattened, 0–1, white ink on black */
  run(inputs: Float32Array, count: number): Promise<RawOutput>;
  close(): Promise<void>;
}

/** What was compiled of ONNX Runtime's wasm; threads can share the module. */
export interface OrtModule {
  /** All of it, or its hot part. */
  readonly module: WebAssembly.Module;
  /** Makes the other part, see `split-wasm.ts`. */
  readonly readCold?: () => BufferSource;
}

/** ONNX Runtime's wasm: the file, or what was compiled of it. */
export type OrtWasm = Uint8Array<ArrayBuffer> | OrtModule;

const isFile = (wasm: OrtWasm | undefined): wasm is Uint8Array<ArrayBuffer> => wasm instanceof Uint8Array;

/** The networks are small: threads cost more than they give, and need shared memory that browsers seldom allow. */
function prepareRuntime(wasm: OrtWasm | undefined): void {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  if (wasm) ort.env.wasm.wasmBinary = isFile(wasm) ? wasm : standIn;
}

/** ONNX Runtime only takes a binary, and copies it. It gets this one, which is too short for any, and the module in its place. */
const standIn = new Uint8Array(1);

/** Runs `work`; when it instantiates the stand-in, it gets an instance of the module, which costs no compilation. */
async function withModule<T>(wasm: OrtWasm | undefined, work: () => Promise<T>): Promise<T> {
  if (!wasm || isFile(wasm)) return work();
  const { module, readCold } = wasm;
  const { instantiate } = WebAssembly;
  const patched = async (source: BufferSource, imports: WebAssembly.Imports) =>
    source.byteLength === standIn.length
      ? { module, instance: await instantiateSplit(module, imports, readCold) }
      : instantiate(source, imports);
  WebAssembly.instantiate = patched as typeof WebAssembly.instantiate;
  try {
    return await work();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * ONNX Runtime keeps the arguments of a run on the stack of its wasm, which all sessions of a thread share, and awaits before it
 * takes them down again: of two runs at once, one meets the other's arguments. So they go one after the other.
 */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => {});
  return result;
}

async function createSession(file: string, bytes: Uint8Array): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  } catch (cause) {
    throw new ModelError(`${file} cannot be loaded by ONNX Runtime`, { cause });
  }
}

/** Fails on a network that takes or gives something else than the model's manifest promises. */
function checkShapes(file: string, session: ort.InferenceSession, inputName: string): void {
  const described = (list: readonly ort.InferenceSession.ValueMetadata[], name: string, shape: number[]) => {
    const found = list.find((value) => value.name === name);
    if (!found?.isTensor || found.type !== 'float32' || found.shape.slice(1).join() !== shape.join())
      throw new ModelError(`${file} has no float32 tensor ${name} of the shape batch × ${shape.join(' × ')}`);
  };
  described(session.inputMetadata, inputName, [1, 28, 28]);
  described(session.outputMetadata, 'logits', [10]);
  described(session.outputMetadata, 'digitness', [1]);
}

function floats(file: string, tensor: ort.Tensor | undefined, length: number): Float32Array {
  if (!(tensor?.data instanceof Float32Array) || tensor.data.length !== length)
    throw new ModelError(`${file} answered with ${tensor?.dims.join(' × ') ?? 'nothing'}`);
  return tensor.data;
}

export interface OnnxStageOptions {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly inputName: string;
  readonly wasm?: OrtWasm | undefined;
}

/**
 * Loads one network into ONNX Runtime's WebAssembly.
 *
 * @param wasm the runtime's own binary, or a module of it; without it ONNX Runtime looks for the file beside its script, which only works unbundled
 * @throws ModelError
 */
export async function createOnnxStage(options: OnnxStageOptions): Promise<OnnxStage> {
  const { file, bytes, inputName, wasm } = options;
  prepareRuntime(wasm);
  const session = await oneAtATime(() => withModule(wasm, () => createSession(file, bytes)));
  delete ort.env.wasm.wasmBinary; // compiled by now; 14 MB that nobody needs again
  checkShapes(file, session, inputName);
  return {
    async run(inputs, count) {
      const picture = new ort.Tensor('float32', inputs, [count, 1, 28, 28]);
      const { logits, digitness } = await oneAtATime(() => session.run({ [inputName]: picture }));
      return {
        logits: floats(file, logits, count * 10),
        digitness: floats(file, digitness, count),
      };
    },
    close: () => oneAtATime(() => session.release()),
  };
}
