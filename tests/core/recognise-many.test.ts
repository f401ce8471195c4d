import { expect, test } from 'bun:test';
import { recogniseMany } from '../../src/core/recognise-many.ts';
import { routeLarge } from '../../src/core/route-large.ts';
import { trueRecogniser } from '../support/model.ts';
import { writePng } from '../support/png.ts';
import { seven } from '../support/seven.ts';

const recogniser = await trueRecogniser({ maxBytes: 1_000_000, maxPixels: 1_000_000 });
const png = (side: number) => writePng({ width: side, height: side, colourType: 0, sample: () => 0 });

test('each of many has its own outcome, in order', async () => {
  const outcomes = await recogniseMany(recogniser, [
    seven.png,
    new Uint8Array([1, 2, 3]),
    seven.jpeg,
    png(2000),
    seven.png.subarray(0, 300),
    seven.webp,
  ]);
  expect(outcomes.map((one) => ('error' in one ? one.error.code : one.recognition.digit))).toEqual([
    7,
    'unsupported-format',
    7,
    'too-large',
    'undecodable',
    7,
  ]);
});

test('more pictures than fit into a piece come back complete', async () => {
  const outcomes = await recogniseMany(recogniser, new Array(150).fill(seven.png));
  expect(outcomes.every((one) => 'recognition' in one && one.recognition.digit === 7)).toBe(true);
  expect(outcomes).toHaveLength(150);
});

test('only large pictures take the way round, and come back with the same answer or the same error', async () => {
  let detours = 0;
  const routed = routeLarge(recogniser, {
    async recogniseAll(pictures, options) {
      detours++;
      return {
        model: recogniser.model,
        outcomes: await recogniseMany(recogniser, pictures, { explain: options?.explain ?? false }),
      };
    },
  });
  expect((await routed.recognise(seven.png)).digit).toBe(7);
  expect(detours).toBe(0);
  expect((await routed.recognise(png(600), { explain: true })).stages).toBeDefined();
  expect(detours).toBe(1);
  await expect(routed.recognise(png(1100))).rejects.toMatchObject({ code: 'too-large' });
  expect(detours).toBe(2);
});
