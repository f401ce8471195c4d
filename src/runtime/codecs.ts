import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Codecs } from '../core/decode/index.ts';

/**
 * The image decoders as they lie in node_modules, for Bun, Node and Deno, without network. Nothing is read until a picture needs it.
 *
 * @param base where packages are looked up from; a bundle that was moved away from its node_modules says another
 */
export function readCodecs(base: string = import.meta.url): Codecs {
  const compile = async (path: string) =>
    WebAssembly.compile(new Uint8Array(await readFile(createRequire(base).resolve(path))));
  return {
    jpeg: () => compile('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
    webp: () => compile('@jsquash/webp/codec/dec/webp_dec.wasm'),
  };
}
