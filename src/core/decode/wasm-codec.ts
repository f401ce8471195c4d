import type { RgbaImage } from '../image.ts';

/** Gets the compiled decoder: from a file on a server, `WebAssembly.compileStreaming(fetch(url))` in a browser. */
export type WasmSource = () => Promise<WebAssembly.Module>;

/** What we use of an Emscripten module of @jsquash. */
interface Instance {
  decode(bytes: Uint8Array, ...options: readonly boolean[]): RgbaImage | null;
  readonly HEAPU8: Uint8Array;
}

interface InstanceOptions {
  noInitialRun: boolean;
  print: (line: string) => void;
  printErr: (line: string) => void;
  instantiateWasm: (
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => void,
  ) => Record<string, never>;
}

/**
 * The factory in `@jsquash/…/codec/dec/*.js`. Used directly: the package's own `decode` fetches its wasm from a URL, which
 * neither a bundle nor Node has, and keeps one instance for ever.
 */
export type InstanceFactory = (options: InstanceOptions) => Promise<Instance>;

/** A picture, or `null` where the decoder gave up, and what it said of the file. */
export interface WasmResult {
  readonly image: RgbaImage | null;
  readonly messages: readonly string[];
  /** What the decoder threw, if it threw. */
  readonly cause: unknown;
}

/** The memory of wasm never shrinks: an instance that grew beyond this is let go after its picture. In bytes. */
const heapToKeep = 64 * 1024 * 1024;

/**
 * Runs a decoder of @jsquash: compiled on first use, started afresh after a file that made it grow or fail.
 *
 * @param options what its `decode` takes after the bytes
 * @returns a function that takes any bytes; it rejects only when the decoder itself cannot be loaded
 */
export function createWasmCodec(
  factory: InstanceFactory,
  source: WasmSource,
  ...options: readonly boolean[]
) {
  let compiled: Promise<WebAssembly.Module> | null = null;
  let running: Promise<Instance> | null = null;
  let messages: string[] = [];

  async function start(): Promise<Instance> {
    compiled ??= source();
    const module = await compiled;
    return new Promise((resolve, reject) => {
      factory({
        noInitialRun: true,
        print: () => {},
        printErr: (line) => messages.push(line),
        instantiateWasm: (imports, receive) => {
          WebAssembly.instantiate(module, imports).then(receive, reject);
          return {};
        },
      }).then(resolve, reject);
    });
  }

  async function instance(): Promise<Instance> {
    running ??= start();
    try {
      return await running;
    } catch (cause) {
      compiled = null;
      running = null;
      throw new Error('Cannot load an image decoder', { cause });
    }
  }

  return async (bytes: Uint8Array): Promise<WasmResult> => {
    const codec = await instance();
    messages = [];
    try {
      const image = codec.decode(bytes, ...options);
      if (codec.HEAPU8.length > heapToKeep) running = null;
      return { image, messages, cause: undefined };
    } catch (cause) {
      running = null;
      return { image: null, messages, cause };
    }
  };
}
