/** Picture files → the 28×28 inputs that the service would make of them: `bun preprocess.ts FILE…` writes float32 to stdout. */
import { readFileSync } from 'node:fs';
import { createDecoder } from '../../src/core/decode/index.ts';
import { preprocess } from '../../src/core/preprocess/index.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';

const decode = createDecoder(readCodecs());
const inputs: Buffer[] = [];
for (const path of process.argv.slice(2)) {
  const { image } = await decode(readFileSync(path), { maxBytes: 1e7, maxPixels: 1e7 });
  const [first] = preprocess(image).candidates;
  if (!first) throw new Error(`Cannot preprocess ${path}: it has no ink`);
  inputs.push(Buffer.from(first.input.buffer, first.input.byteOffset, 3136));
}
process.stdout.write(Buffer.concat(inputs));
