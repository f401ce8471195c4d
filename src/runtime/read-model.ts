import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest } from '../inference/manifest.ts';
import { ModelError } from '../inference/model-error.ts';
import type { OnnxClassifierOptions } from '../inference/onnx-classifier.ts';
import { ortModule, ortWasmPath } from './ort-wasm.ts';

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new ModelError(`${path} cannot be read`, { cause });
  }
}

/** ONNX Runtime's wasm from node_modules. Works on Bun, Node and Deno. */
export const readOrtWasm = (): Promise<Uint8Array<ArrayBuffer>> => read(ortWasmPath());

/** The manifest of a model's folder and the files that it names, unchecked. @throws ModelError */
export async function readStages(
  folder: string,
): Promise<Pick<OnnxClassifierOptions, 'manifest' | 'stages'>> {
  const manifest = parseManifest(new TextDecoder().decode(await read(join(folder, 'model.json'))));
  return { manifest, stages: await Promise.all(manifest.stages.map(({ file }) => read(join(folder, file)))) };
}

/**
 * Reads a model from its folder (`model.json` and the files that it names). Works on Bun, Node and Deno.
 *
 * @param wasm ONNX Runtime's, where it is compiled already
 * @returns what `createOnnxClassifier` takes; that checks the files against the manifest
 * @throws ModelError
 */
export async function readModelFolder(
  folder: string,
  wasm?: WebAssembly.Module,
): Promise<OnnxClassifierOptions> {
  return { ...(await readStages(folder)), wasm: wasm ? ortModule(wasm) : await readOrtWasm() };
}
