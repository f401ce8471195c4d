import { expect, test } from 'bun:test';
import type { Outcome } from '../../../src/core/background.ts';
import {
  MalformedError,
  TooLargeError,
  UnavailableError,
  UndecodableError,
  UnsupportedFormatError,
} from '../../../src/core/errors.ts';
import { recogniseMany } from '../../../src/core/recognise-many.ts';
import {
  memoryOfOutcomes,
  packOutcomes,
  unpackOutcomes,
} from '../../../src/runtime/threads/packed-outcomes.ts';
import { readGolden, trueRecogniser } from '../../support/model.ts';
import { writePng } from '../../support/png.ts';
import { seven } from '../../support/seven.ts';

const recogniser = await trueRecogniser({ maxBytes: 1_000_000, maxPixels: 1_000_000 });

/** As a message between threads carries them. */
function carried(outcomes: readonly Outcome[]): Outcome[] {
  const packed = packOutcomes(outcomes);
  return unpackOutcomes(structuredClone(packed, { transfer: memoryOfOutcomes(packed) }), recogniser.model);
}

test('answers come out as they went in: digits, doubts, blank paper, every format', async () => {
  const blank = writePng({ width: 40, height: 40, colourType: 0, sample: () => 255 });
  const pictures = [seven.png, seven.jpeg, blank, seven.webp, ...readGolden().map(({ png }) => png)];
  const outcomes = await recogniseMany(recogniser, pictures);
  expect(carried(outcomes)).toEqual(outcomes);
});

test('so do several digits and the steps of the preprocessing', async () => {
  const [explained] = await recogniseMany(recogniser, [seven.png], { explain: true });
  const [plain] = await recogniseMany(recogniser, [seven.png]);
  if (!explained || !plain || !('recognition' in plain)) throw new Error('the seven was not read');
  const box = { x: 0, y: 0, width: 1, height: 1 };
  const digits = [{ digit: 4, confidence: 0.9, box } as const];
  const several = {
    durationMs: 1.5,
    recognition: { ...plain.recognition, status: 'multiple', digit: null, reading: { text: '4', digits } },
  } as const;
  const outcomes = [plain, explained, several, plain];
  expect(carried(outcomes)).toEqual(outcomes);
});

test('errors by design are the same errors on the other side', () => {
  const errors = [
    new TooLargeError('too large', 'MAX_IMAGE_PIXELS', 2, 1),
    new UnsupportedFormatError('a GIF'),
    new UndecodableError('broken'),
    new MalformedError('odd'),
    new UnavailableError('later'),
  ];
  const outcomes = carried(errors.map((error) => ({ error })));
  for (const [i, outcome] of outcomes.entries()) {
    if (!('error' in outcome)) throw new Error('an error became an answer');
    expect(outcome.error).toBeInstanceOf(errors[i]?.constructor as typeof Error);
    expect({ ...outcome.error, message: outcome.error.message }).toEqual({
      ...errors[i],
      message: errors[i]?.message,
    } as never);
  }
});
