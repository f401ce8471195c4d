import { expect, test } from 'bun:test';
import { createBacklog } from '../../src/core/backlog.ts';
import type { Recogniser } from '../../src/core/pipeline.ts';

function slowRecogniser() {
  const answers: (() => void)[] = [];
  const recogniser = {
    model: { name: 'm', version: '1', sha256: '' },
    thresholds: { confidence: 0, digitness: 0 },
    recognise: () => new Promise<never>((resolve) => answers.push(resolve as () => void)),
  } as unknown as Recogniser;
  return { answers, recogniser };
}

test('beyond the bound nothing more is read until something is done', async () => {
  const depths: number[] = [];
  const { answers, recogniser } = slowRecogniser();
  const backlog = createBacklog(2, (depth) => depths.push(depth));
  const { recognise } = backlog.reading(recogniser);
  const bytes = new Uint8Array(1);
  const first = recognise(bytes);
  expect(backlog.full()).toBe(false);
  const second = recognise(bytes);
  expect(backlog.full()).toBe(true);
  await expect(recognise(bytes)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });
  answers[0]?.();
  await first;
  expect(backlog.full()).toBe(false);
  const third = recognise(bytes);
  for (const answer of answers) answer();
  await Promise.all([second, third]);
  expect(depths).toEqual([1, 2, 1, 2, 1, 0]);
});
