import { expect, test } from 'bun:test';
import type { Background } from '../../src/core/background.ts';
import { UndecodableError } from '../../src/core/errors.ts';
import type { Recogniser } from '../../src/core/pipeline.ts';
import { routeLarge } from '../../src/core/route-large.ts';
import { segment, writeJpeg } from '../support/jpeg.ts';
import { paint } from '../support/picture.ts';
import { concat } from '../support/png.ts';

/** Says where a picture was read. */
function setUp() {
  const recognise = async (): Promise<never> => {
    throw new UndecodableError('here');
  };
  const recogniser = { model: {}, thresholds: {}, recognise } as unknown as Recogniser;
  const background = {
    recogniseAll: async () => ({ outcomes: [{ error: new UndecodableError('in the background') }] }),
  } as unknown as Background;
  const { recognise: read } = routeLarge(recogniser, background);
  return (bytes: Uint8Array) => read(bytes).catch((error: Error) => error.message);
}

const square = (side: number) => paint(side, side, (x, y) => [x % 256, y % 256, 128, 255]);
const empty = segment(0xda, Uint8Array.of(1, 1, 0, 0, 0, 0));
const withScans = (jpeg: Uint8Array, count: number) =>
  concat([jpeg.subarray(0, -2), ...Array.from({ length: count }, () => empty), jpeg.subarray(-2)]);

test('a small picture is read where it arrives', async () => {
  const whereIsRead = setUp();
  expect(await whereIsRead(await writeJpeg(square(200), { progressive: true }))).toBe('here');
  expect(await whereIsRead(new Uint8Array(200_000))).toBe('here');
});

test('many bytes or many pixels are read in the background', async () => {
  const whereIsRead = setUp();
  expect(await whereIsRead(new Uint8Array(200_001))).toBe('in the background');
  expect(await whereIsRead(await writeJpeg(square(512)))).toBe('in the background');
});

test('a small file that the decoder has to go over again and again is read in the background', async () => {
  const whereIsRead = setUp();
  const jpeg = await writeJpeg(square(300), { progressive: true });
  expect(jpeg.length).toBeLessThan(200_000);
  expect(await whereIsRead(jpeg)).toBe('here');
  expect(await whereIsRead(withScans(jpeg, 40))).toBe('in the background');
});
