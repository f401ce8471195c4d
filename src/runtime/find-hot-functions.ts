import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createOnnxClassifier } from '../inference/onnx-classifier.ts';
import { watchedWasm } from '../inference/watched-wasm.ts';
import { ortWasmPath } from './ort-wasm.ts';
import { readStages } from './read-model.ts';

/**
 * Finds the functions of ONNX Runtime that a start, every size of a batch and the end of a model need, and notes them in
 * `hot-functions.json`. Run it after a change of the networks or of the library: `bun src/runtime/find-hot-functions.ts`.
 */
async function findHotFunctions(modelFolder: string): Promise<Uint8Array> {
  const module = await WebAssembly.compile(watchedWasm(await readFile(ortWasmPath())));
  const { instantiate } = WebAssembly;
  let called: WebAssembly.Memory | undefined;
  const watching = async (of: WebAssembly.Module, imports: WebAssembly.Imports) => {
    const instance = await instantiate(of, imports);
    called = instance.exports['called'] as WebAssembly.Memory;
    return instance;
  };
  WebAssembly.instantiate = watching as typeof WebAssembly.instantiate;
  const classifier = await createOnnxClassifier({
    ...(await readStages(modelFolder)),
    wasm: { module },
  });
  for (let count = 1; count <= 64; count++)
    await classifier.classify(Float32Array.from({ length: count * 28 * 28 }, Math.random), count);
  await classifier.close();
  return new Uint8Array(called?.buffer ?? new ArrayBuffer());
}

const called = await findHotFunctions(fileURLToPath(new URL('../../models/inkwell', import.meta.url)));
const bits = new Uint8Array(called.findLastIndex((value) => value > 0) / 8 + 1);
for (const [i, value] of called.entries()) if (value > 0) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i % 8));
await Bun.write(
  fileURLToPath(new URL('hot-functions.json', import.meta.url)),
  `${JSON.stringify({ functions: btoa(String.fromCharCode(...bits)) }, null, 2)}\n`,
);
console.log(`${called.reduce((sum, value) => sum + value, 0)} functions are hot`);
