import { describe, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Classification } from '../../src/core/classifier.ts';
import { coldPart, hotPart, type IsHot, instantiateSplit } from '../../src/inference/split-wasm.ts';
import { isHot, ortWasmPath } from '../../src/runtime/ort-wasm.ts';

const whole = new Uint8Array(await readFile(ortWasmPath()));

interface Said {
  readonly made: number;
  readonly answers: readonly Classification[];
}

/** What the golden pictures get in a thread whose ONNX Runtime is made of these parts. */
async function classifyWith(hot: Uint8Array, cold: Uint8Array | null): Promise<Said> {
  const program = new URL('../fixtures/split-thread.ts', import.meta.url).pathname;
  const thread = new Worker(program, { workerData: { hot, cold } });
  try {
    return await new Promise<Said>((resolve, reject) => thread.on('message', resolve).on('error', reject));
  } finally {
    await thread.terminate();
  }
}

const split = (chosen: IsHot) => classifyWith(hotPart(whole, chosen), coldPart(whole, chosen));

describe('ONNX Runtime in two parts', () => {
  const expected = classifyWith(whole, null);

  test('the deployed networks need nothing of the cold part, and say the same', async () => {
    const { made, answers } = await classifyWith(hotPart(whole, isHot), null);
    expect(made, 'bun src/runtime/find-hot-functions.ts finds what is hot now').toBe(0);
    expect(answers).toEqual((await expected).answers as Classification[]);
  });

  test.each<[string, IsHot]>([
    ['nothing is hot', () => false],
    ['every second function is hot', (index) => index % 2 === 0],
    ['all but a few are hot', (index) => index % 1000 !== 7],
  ])('where %s, the cold part is made once, and they say the same', async (_, chosen) => {
    const { made, answers } = await split(chosen);
    expect(made).toBe(1);
    expect(answers).toEqual((await expected).answers as Classification[]);
  });

  test('the hot part is less than half', () => {
    expect(hotPart(whole, isHot).length).toBeLessThan(whole.length / 2);
  });
});

test('a module without slots is instantiated as it is', async () => {
  const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  const instance = await instantiateSplit(empty, {}, () => {
    throw new Error('there is no cold part');
  });
  expect(Object.keys(instance.exports)).toEqual([]);
});

test.each([
  ['no module', new TextEncoder().encode('not a module at all'), 'ends too early'],
  ['a module without a table', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), 'it has not one table'],
])('%s is not taken apart', (_, bytes, problem) => {
  expect(() => hotPart(bytes, () => true)).toThrow(problem);
});
