import { createDecoder, type Decoder } from '../../src/core/decode/index.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';

let decoder: Decoder | undefined;

/** The true decoders, made once. */
export function codecDecoder(): Decoder {
  decoder ??= createDecoder(readCodecs());
  return decoder;
}
