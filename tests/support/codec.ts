import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RgbaImage } from '../../src/core/image.ts';

type Encode = (data: Uint8Array, width: number, height: number, options: unknown) => Uint8Array;

/** Starts an encoder of @jsquash from its wasm in node_modules. */
export async function startEncoder(factory: unknown, wasmPath: string) {
  const file = readFileSync(createRequire(import.meta.url).resolve(wasmPath));
  const start = factory as (options: object) => Promise<{ encode: Encode }>;
  const codec = await start({ noInitialRun: true, wasmBinary: new Uint8Array(file) });
  return ({ data, width, height }: RgbaImage, options: unknown): Uint8Array<ArrayBuffer> =>
    new Uint8Array(codec.encode(new Uint8Array(data), width, height, options));
}
