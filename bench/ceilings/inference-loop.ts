import { parseArgs } from 'node:util';
import { createDecoder } from '../../src/core/decode/index.ts';
import { preprocess } from '../../src/core/preprocess/index.ts';
import { createOnnxClassifier } from '../../src/inference/onnx-classifier.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';
import { readModelFolder } from '../../src/runtime/read-model.ts';
import { openCorpus, pngOf } from '../load/corpus.ts';

/**
 * A bare loop on one core: the deployed model on pictures that are ready, and the same with decoding and preprocessing before
 * it. Prints both as JSON, pictures a second. Run one of it on each core for what the machine can do.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    folder: { type: 'string' },
    images: { type: 'string' },
    count: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const { model = 'models/inkwell', folder = '', images, count = '1000', seconds = '1' } = values;
const batch = 32;
const limits = { maxBytes: 2 ** 20, maxPixels: 2 ** 20 };

const first = Math.min(20_000, Number(count));
const corpus = await openCorpus({ count: Number(count), images, folder, first });
const pictures = Array.from({ length: corpus.count }, (_, i) => pngOf(corpus, i));
const decode = createDecoder(readCodecs());
const classifier = await createOnnxClassifier(await readModelFolder(model));

async function prepare(png: Uint8Array): Promise<Float32Array | undefined> {
  const { image } = await decode(png, limits);
  return preprocess(image).candidates[0]?.input;
}

/** Pictures a second, after a short warm-up. */
async function measure(read: (group: number) => Promise<void>): Promise<number> {
  const groups = Math.floor(pictures.length / batch);
  const run = async (forSeconds: number) => {
    const begin = performance.now();
    let done = 0;
    for (; performance.now() - begin < forSeconds * 1000; done++) await read(done % groups);
    return (done * batch * 1000) / (performance.now() - begin);
  };
  await run(Math.min(1, Number(seconds)));
  return run(Number(seconds));
}

const prepared: Float32Array[] = [];
for (let at = 0; at + batch <= pictures.length; at += batch) {
  const inputs = new Float32Array(batch * 784);
  for (let i = 0; i < batch; i++) {
    const input = await prepare(pictures[at + i] as Buffer);
    if (input) inputs.set(input, i * 784);
  }
  prepared.push(inputs);
}

const inference = await measure(async (group) => {
  await classifier.classify(prepared[group] as Float32Array, batch);
});
const inputs = new Float32Array(batch * 784);
const whole = await measure(async (group) => {
  for (let i = 0; i < batch; i++) {
    const input = await prepare(pictures[group * batch + i] as Buffer);
    if (input) inputs.set(input, i * 784);
  }
  await classifier.classify(inputs, batch);
});
console.log(JSON.stringify({ inference, whole }));
process.exit(0);
