import { expect, test } from 'bun:test';
import type { Classifier } from '../../src/core/classifier.ts';
import { microBatches } from '../../src/core/micro-batches.ts';

/** A classifier that notes its batches, and answers with the first number of each picture. */
function noting() {
  const batches: number[] = [];
  const gate: { open?: () => void; shut?: Promise<void> } = {};
  const classifier: Classifier = {
    model: { name: 'm', version: '1', sha256: 'a'.repeat(64) },
    thresholds: { confidence: 0, digitness: 0 },
    async classify(inputs, count) {
      batches.push(count);
      await gate.shut;
      if (inputs[0] === -1) throw new Error('broken');
      return Array.from({ length: count }, (_, i) => ({
        probabilities: [inputs[i * 784] ?? NaN],
        digitness: 1,
        decidedBy: 'fast',
      }));
    },
    close: async () => {},
  };
  return { batches, classifier, gate };
}

const pictures = (...marks: number[]) => {
  const inputs = new Float32Array(marks.length * 784);
  marks.forEach((mark, i) => {
    inputs[i * 784] = mark;
  });
  return inputs;
};
const soon = (run: () => void) => void setImmediate(run);
const marks = (answers: { probabilities: readonly number[] }[]) => answers.map((one) => one.probabilities[0]);

test('what comes together is read together, and everybody gets the own answers', async () => {
  const { batches, classifier } = noting();
  const { classify } = microBatches(classifier, { soon });
  const answers = await Promise.all([
    classify(pictures(1), 1),
    classify(pictures(2, 3), 2),
    classify(pictures(4), 1),
  ]);
  expect(answers.map(marks)).toEqual([[1], [2, 3], [4]]);
  expect(batches).toEqual([4]);
});

test('what comes while the network runs is its next batch', async () => {
  const { batches, classifier, gate } = noting();
  gate.shut = new Promise((resolve) => {
    gate.open = resolve;
  });
  const { classify } = microBatches(classifier, { soon });
  const first = classify(pictures(1), 1);
  await Bun.sleep(1);
  const later = [classify(pictures(2), 1), classify(pictures(3), 1)];
  gate.open?.();
  expect(marks(await first)).toEqual([1]);
  expect((await Promise.all(later)).map(marks)).toEqual([[2], [3]]);
  expect(batches).toEqual([1, 2]);
});

test('a batch is bounded, and one request is never torn', async () => {
  const { batches, classifier } = noting();
  const observed: number[] = [];
  const { classify } = microBatches(classifier, {
    soon,
    most: 3,
    observe: (_, count) => observed.push(count),
  });
  await Promise.all([
    classify(pictures(1, 2), 2),
    classify(pictures(3, 4), 2),
    classify(pictures(5), 1),
    classify(pictures(6, 7, 8, 9, 10), 5),
  ]);
  expect(batches).toEqual([2, 3, 5]);
  expect(observed).toEqual(batches);
});

test('a run that fails fails those who were in it, and the next goes on', async () => {
  const { classifier } = noting();
  const { classify } = microBatches(classifier, { soon });
  await expect(classify(pictures(-1), 1)).rejects.toThrow('broken');
  expect(marks(await classify(pictures(5), 1))).toEqual([5]);
});
