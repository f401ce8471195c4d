import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createDecoder } from '../../src/core/decode/index.ts';
import type { Recogniser } from '../../src/core/pipeline.ts';
import { preprocess } from '../../src/core/preprocess/index.ts';
import { createOnnxStage, type OnnxStage } from '../../src/inference/onnx-stage.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';
import { readModelFolder } from '../../src/runtime/read-model.ts';
import { batchOf, modelFolder, readGolden, trueRecogniser } from '../support/model.ts';

const golden = readGolden();
const { manifest, stages: files, wasm } = await readModelFolder(modelFolder);

/** The largest difference of two lists of numbers. */
function furthest(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (actual[i] ?? Number.NaN))), 0);
}

for (const [i, { name, file }] of manifest.stages.entries())
  describe(`the ${name} network says here what it said in training, to 1e-4`, () => {
    let network: OnnxStage;
    beforeAll(async () => {
      const bytes = files[i] ?? new Uint8Array();
      network = await createOnnxStage({ file, bytes, inputName: manifest.inputName, wasm });
    });
    afterAll(() => network.close());

    test.each(golden)('$name', async ({ input, stages }) => {
      const expected = stages[name];
      if (!expected) throw new Error(`golden.json says nothing of the stage ${name}`);
      const { logits, digitness } = await network.run(input, 1);
      expect(furthest(logits, expected.logits)).toBeLessThan(1e-4);
      expect(furthest(digitness, [expected.digitness])).toBeLessThan(1e-4);
    });

    test('all of them in one batch', async () => {
      const { logits, digitness } = await network.run(
        batchOf(golden.map(({ input }) => input)),
        golden.length,
      );
      const expected = golden.map(({ stages }) => stages[name]);
      expect(
        furthest(
          logits,
          expected.flatMap((said) => said?.logits ?? []),
        ),
      ).toBeLessThan(1e-4);
      expect(
        furthest(
          digitness,
          expected.map((said) => said?.digitness ?? Number.NaN),
        ),
      ).toBeLessThan(1e-4);
    });
  });

describe('the whole way from a PNG reads the digit that training read', () => {
  let recogniser: Recogniser;
  beforeAll(async () => {
    recogniser = await trueRecogniser();
  });

  test.each(golden)('$name', async ({ png, stages }) => {
    const { digit, decidedBy } = await recogniser.recognise(png);
    const logits = stages[decidedBy ?? '']?.logits ?? [];
    expect(digit).toBe(logits.indexOf(Math.max(...logits)) as typeof digit);
  });
});

describe('a PNG becomes the 28×28 that training saw, to 1e-6', () => {
  const decode = createDecoder(readCodecs());

  test.each(golden)('$name', async ({ png, input }) => {
    const { image } = await decode(png, { maxBytes: png.length, maxPixels: 1e6 });
    const [first] = preprocess(image).candidates;
    if (!first) throw new Error('no ink was found');
    expect(furthest(first.input, [...input])).toBeLessThan(1e-6);
  });
});
