import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { OrtModule } from '../inference/onnx-stage.ts';
import { coldPart, hotPart, type IsHot } from '../inference/split-wasm.ts';
import known from './hot-functions.json' with { type: 'json' };

/** Where ONNX Runtime's wasm lies in node_modules. Works on Bun, Node and Deno. */
export const ortWasmPath = (): string =>
  createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');

const readSync = (): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(ortWasmPath()));

/** As `find-hot-functions.ts` found them: a bit for each function, the lowest first. */
const bits = Uint8Array.from(atob(known.functions), (letter) => letter.charCodeAt(0));
export const isHot: IsHot = (index) => ((bits[index >> 3] ?? 0) & (1 << (index % 8))) !== 0;

/** Where `bundle.ts` leaves the hot part, so that no start has to take the whole apart. By zstd, 5 MB are 1 and take 5 ms. */
export const hotPartOf = (path: string): string => path.replace(/\.wasm$/, '.hot.wasm.zst');

/** Compiles the part of ONNX Runtime that networks like ours use. Threads share the module. */
export const compileOrt = (): Promise<WebAssembly.Module> => WebAssembly.compile(readHotSync());

export function readHotSync(): Uint8Array<ArrayBuffer> {
  const prepared = hotPartOf(ortWasmPath());
  if (existsSync(prepared)) return new Uint8Array(Bun.zstdDecompressSync(readFileSync(prepared)));
  const whole = readSync();
  try {
    return hotPart(whole, isHot);
  } catch {
    // One that is built otherwise works as a whole.
    return whole;
  }
}

/** With what has to be made when a function of the other part is called. */
export const ortModule = (module: WebAssembly.Module): OrtModule => ({
  module,
  readCold: () => coldPart(readSync(), isHot),
});
