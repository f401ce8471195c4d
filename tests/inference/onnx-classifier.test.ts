import { afterAll, describe, expect, test } from 'bun:test';
import type { Classification, Thresholds } from '../../src/core/classifier.ts';
import { createCascade, maxBatch } from '../../src/inference/cascade.ts';
import type { ModelManifest } from '../../src/inference/manifest.ts';
import { ModelError } from '../../src/inference/model-error.ts';
import { createOnnxClassifier } from '../../src/inference/onnx-classifier.ts';
import { readModelFolder } from '../../src/runtime/read-model.ts';
import { batchOf, modelFolder, readGolden } from '../support/model.ts';

const model = await readModelFolder(modelFolder);
const { manifest, stages } = model;
const inputs = readGolden().map(({ input }) => input);
const [first = '', last = ''] = [manifest.stages[0]?.name, manifest.stages.at(-1)?.name];

/** The true model with other thresholds for all stages but the last; those after the first may have their own. */
function accepting(accept: Thresholds, later = accept): ModelManifest {
  return {
    ...manifest,
    stages: manifest.stages.map((stage, i) => ({
      ...stage,
      accept: stage.accept && (i === 0 ? accept : later),
    })),
  };
}

const open: { close(): Promise<void> }[] = [];
async function classifier(changed: ModelManifest = manifest) {
  const made = await createOnnxClassifier({ ...model, manifest: changed });
  open.push(made);
  return made;
}
afterAll(() => Promise.all(open.map((made) => made.close())));

const highest = ({ probabilities }: Classification) => Math.max(...probabilities);

describe('the cascade', () => {
  test('is one stage when the first is always believed, and all stages when it never is', async () => {
    const believing = await (await classifier(accepting({ confidence: 0, digitness: 0 }))).classify(
      batchOf(inputs),
      inputs.length,
    );
    const doubting = await (await classifier(accepting({ confidence: 2, digitness: 0 }))).classify(
      batchOf(inputs),
      inputs.length,
    );
    expect(new Set(believing.map(({ decidedBy }) => decidedBy))).toEqual(new Set([first]));
    expect(new Set(doubting.map(({ decidedBy }) => decidedBy))).toEqual(new Set([last]));
  });

  test('sends on just those that the first stage is less sure of, and puts their answers where they belong', async () => {
    const batch = batchOf(inputs);
    const fast = await (await classifier(accepting({ confidence: 0, digitness: 0 }))).classify(
      batch,
      inputs.length,
    );
    const careful = await (await classifier(accepting({ confidence: 2, digitness: 0 }))).classify(
      batch,
      inputs.length,
    );
    const confidence = fast.map(highest).sort((a, b) => a - b)[inputs.length >> 1] ?? 0;
    const never = { confidence: 2, digitness: 0 };
    const mixed = await (await classifier(accepting({ confidence, digitness: 0 }, never))).classify(
      batch,
      inputs.length,
    );
    const stages = new Set(mixed.map(({ decidedBy }) => decidedBy));
    expect(stages).toEqual(new Set([first, last]));
    for (const [i, answer] of mixed.entries()) {
      const expected = answer.decidedBy === first ? fast[i] : careful[i];
      expect(answer.decidedBy === first).toBe(highest(fast[i] ?? answer) >= confidence);
      expect(highest(answer)).toBeCloseTo(highest(expected ?? answer), 5);
      expect(answer.digitness).toBeCloseTo(expected?.digitness ?? Number.NaN, 5);
    }
  });

  test('asks the next stage too when the picture may be no digit', async () => {
    const doubting = await classifier(accepting({ confidence: 0, digitness: 2 }));
    const [answer] = await doubting.classify(inputs[0] ?? new Float32Array(784), 1);
    expect(answer?.decidedBy).toBe(last);
  });

  test('gives ten probabilities that sum to 1, and a digitness from 0 to 1', async () => {
    for (const { probabilities, digitness } of await (await classifier()).classify(
      batchOf(inputs),
      inputs.length,
    )) {
      expect(probabilities).toHaveLength(10);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      expect(digitness).toBeGreaterThanOrEqual(0);
      expect(digitness).toBeLessThanOrEqual(1);
    }
  });

  test('answers more than one batch in order, as it answers each alone', async () => {
    const made = await classifier();
    const alone = await Promise.all(inputs.map(async (input) => (await made.classify(input, 1))[0]));
    const many = Array.from(
      { length: maxBatch * 2 + 5 },
      (_, i) => inputs[(i * 5) % inputs.length] ?? new Float32Array(784),
    );
    const answers = await made.classify(batchOf(many), many.length);
    expect(answers).toHaveLength(many.length);
    answers.forEach((answer, i) => {
      const expected = alone[(i * 5) % inputs.length];
      expect(answer.decidedBy).toBe(expected?.decidedBy ?? '');
      expect(highest(answer)).toBeCloseTo(expected ? highest(expected) : Number.NaN, 5);
    });
  });

  test('many questions at once, to two models of one thread, are answered as one after the other', async () => {
    const models = [await classifier(), await classifier(accepting({ confidence: 0.9, digitness: 0.9 }))];
    const ask = (i: number) => models[i % 2]?.classify(inputs[i % inputs.length] ?? new Float32Array(784), 1);
    const inTurn = [];
    for (let i = 0; i < 100; i++) inTurn.push(await ask(i));
    expect(await Promise.all(Array.from({ length: 100 }, (_, i) => ask(i)))).toEqual(inTurn);
  });

  test('answers nothing when asked for nothing, and refuses a wrong number of pixels', async () => {
    const made = await classifier();
    expect(await made.classify(new Float32Array(0), 0)).toEqual([]);
    expect(made.classify(new Float32Array(783), 1)).rejects.toThrow('783 numbers given, 1 pictures need 784');
  });

  test('says which model it is and from which confidence on it is sure', async () => {
    const { model: identity, thresholds } = await classifier();
    expect(identity).toEqual({ name: manifest.name, version: manifest.version, sha256: manifest.sha256 });
    expect(thresholds).toEqual(manifest.thresholds);
  });
});

describe('a model that is not what its manifest says is refused in one sentence', () => {
  async function problem(options: Partial<typeof model>): Promise<string> {
    const error = await createOnnxClassifier({ ...model, ...options }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message).toMatch(/^Cannot use the model: [^\n]+$/);
    return (error as Error).message;
  }

  test('a file with one bit turned over', async () => {
    const damaged = stages.map((bytes, i) =>
      i === 0 ? bytes.map((byte, at) => (at === 99 ? byte ^ 1 : byte)) : bytes,
    );
    const { file = '', sha256 = '' } = manifest.stages[0] ?? {};
    const message = await problem({ stages: damaged });
    expect(message).toContain(`${file} has the SHA-256 `);
    expect(message).toContain(`model.json says ${sha256}`);
  });

  test('a file of another length', async () => {
    const short = stages.map((bytes) => bytes.slice(0, -1));
    expect(await problem({ stages: short })).toContain(
      `${manifest.stages[0]?.file} has ${(stages[0]?.length ?? 0) - 1} bytes`,
    );
  });

  test('a file too few', async () => {
    expect(await problem({ stages: stages.slice(1) })).toContain(
      `model.json names ${manifest.stages.length}`,
    );
  });

  test('a wrong checksum of all files together', async () => {
    expect(await problem({ manifest: { ...manifest, sha256: '0'.repeat(64) } })).toContain(
      'its files together',
    );
  });

  test('a network with another input than promised', async () => {
    const message = await problem({ manifest: { ...manifest, inputName: 'pixels' } });
    expect(message).toContain('no float32 tensor pixels of the shape batch × 1 × 28 × 28');
  });

  test('a file that is no network, though its checksum is right', async () => {
    const bytes = new TextEncoder().encode('not a network');
    const digest = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
    const { stages: described, ...rest } = manifest;
    const only = described
      .slice(0, 1)
      .map((stage) => ({ ...stage, bytes: bytes.length, sha256: digest, accept: null }));
    expect(await problem({ manifest: { ...rest, sha256: digest, stages: only }, stages: [bytes] })).toContain(
      'cannot be loaded',
    );
  });
});

test('a folder without a model is named', async () => {
  expect(readModelFolder('/nowhere/at/all')).rejects.toThrow('/nowhere/at/all/model.json cannot be read');
});

describe('stages that are loaded later', () => {
  async function startedWith(changed: ModelManifest, files = stages) {
    const started = Promise.withResolvers<() => Promise<void>>();
    const made = await createCascade({ ...model, manifest: changed, stages: files, later: started.resolve });
    open.push(made);
    return { made, loadRest: await started.promise };
  }
  const never = { confidence: 2, digitness: 2 };
  const always = { confidence: 0, digitness: 0 };
  const broken = stages.map((file, i) => (i === 0 ? file : new Uint8Array(8)));

  test('a picture that needs one waits for it, and gets what it gets from all of them', async () => {
    const { made } = await startedWith(accepting(never));
    const all = await createCascade({ ...model, manifest: accepting(never) });
    open.push(all);
    const batch = batchOf(inputs);
    const answers = await made.classify(batch, inputs.length);
    expect(answers.every(({ decidedBy }) => decidedBy === last)).toBe(true);
    expect(answers).toEqual(await all.classify(batch, inputs.length));
  });

  test('a picture that needs none does not', async () => {
    const { made } = await startedWith(accepting(always), broken);
    expect((await made.classify(batchOf(inputs), inputs.length))[0]?.decidedBy).toBe(first);
  });

  test('one that is no network fails the loading, and every picture that needs it', async () => {
    const { made, loadRest } = await startedWith(accepting(never), broken);
    expect(loadRest()).rejects.toThrow('cannot be loaded by ONNX Runtime');
    expect(made.classify(batchOf(inputs), inputs.length)).rejects.toThrow(ModelError);
  });
});
