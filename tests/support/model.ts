import { readFileSync } from 'node:fs';
import { createDecoder } from '../../src/core/decode/index.ts';
import { createRecogniser } from '../../src/core/pipeline.ts';
import { createOnnxClassifier } from '../../src/inference/onnx-classifier.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';
import { readModelFolder } from '../../src/runtime/read-model.ts';

/** The folder of the model that the service ships with. */
export const modelFolder = new URL('../../models/inkwell/', import.meta.url).pathname;

/** What training wrote beside the model: pictures, and what its networks say of them in PyTorch. */
export interface GoldenVector {
  readonly name: string;
  readonly png: Uint8Array<ArrayBuffer>;
  /** `[1,1,28,28]`. */
  readonly input: Float32Array;
  readonly stages: Readonly<
    Record<string, { readonly logits: readonly number[]; readonly digitness: number }>
  >;
}

export function readGolden(): GoldenVector[] {
  const { vectors } = JSON.parse(readFileSync(`${modelFolder}golden.json`, 'utf8')) as {
    vectors: (Omit<GoldenVector, 'png' | 'input'> & { png: string; input: string })[];
  };
  return vectors.map(({ name, png, input, stages }) => ({
    name,
    png: new Uint8Array(Buffer.from(png, 'base64')),
    input: new Float32Array(new Uint8Array(Buffer.from(input, 'base64')).buffer),
    stages,
  }));
}

/** Pictures one after the other, as a classifier takes them. */
export function batchOf(inputs: readonly Float32Array[]): Float32Array {
  const batch = new Float32Array(inputs.length * 28 * 28);
  inputs.forEach((input, i) => {
    batch.set(input, i * 28 * 28);
  });
  return batch;
}

/** The whole recogniser with the true model and the true decoders. */
export async function trueRecogniser(limits = { maxBytes: 10 * 2 ** 20, maxPixels: 25_000_000 }) {
  const classifier = await createOnnxClassifier(await readModelFolder(modelFolder));
  return createRecogniser({ decode: createDecoder(readCodecs()), classifier, limits });
}
