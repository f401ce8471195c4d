import { describe, expect, test } from 'bun:test';
import { createWebp } from '../../../src/core/decode/webp.ts';
import { TooLargeError, UndecodableError, UnsupportedFormatError } from '../../../src/core/errors.ts';
import { readCodecs } from '../../../src/runtime/codecs.ts';
import { fixture } from '../../support/jpeg.ts';
import { difference, paint, quarters } from '../../support/picture.ts';
import { concat } from '../../support/png.ts';
import { riffChunk, vp8x, webpFile, writeWebp } from '../../support/webp.ts';

const decode = createWebp(readCodecs().webp);
const limits = { maxBytes: 2 ** 20, maxPixels: 1_000_000 };

async function failure(
  bytes: Uint8Array,
  kind: typeof UndecodableError | typeof UnsupportedFormatError = UndecodableError,
): Promise<string> {
  const error = await decode(bytes, limits).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(kind);
  return (error as Error).message;
}

function patched(bytes: Uint8Array, at: number, value: number) {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

describe('WebP is right', () => {
  test('lossless, to the last bit, with alpha', async () => {
    const picture = paint(37, 21, (x, y) => [x * 6, y * 12, (x * y) & 255, (x + y) * 4]);
    expect(difference((await decode(await writeWebp(picture), limits)).image, picture)).toBe(0);
  });

  test('lossy, with and without alpha', async () => {
    const grey = paint(40, 24, (x) => [x * 6, x * 6, x * 6, 255]);
    const veiled = paint(40, 24, (x, y) => [x * 6, x * 6, x * 6, y < 12 ? 255 : 100]);
    for (const picture of [grey, veiled])
      expect(
        difference((await decode(await writeWebp(picture, { lossless: false }), limits)).image, picture),
      ).toBeLessThan(16);
  });

  test('with unknown chunks and a tail behind the end', async () => {
    const webp = await writeWebp(quarters);
    const extended = webpFile([vp8x(48, 32, 0), riffChunk('abcd', new Uint8Array(3)), webp.subarray(12)]);
    expect(difference((await decode(concat([extended, new Uint8Array(9)]), limits)).image, quarters)).toBe(0);
  });
});

test('an animated WebP is refused by name', async () => {
  expect(await failure(fixture('animated.webp'), UnsupportedFormatError)).toContain(
    'animated WebP; save one frame',
  );
});

describe('a broken WebP is refused, and the message says what is broken', () => {
  test.each([true, false])('cut off anywhere (lossless: %p)', async (lossless) => {
    const webp = await writeWebp(quarters, { lossless });
    for (let length = 12; length < webp.length; length += 3)
      expect(await failure(webp.subarray(0, length))).toMatch(/cut off|expected 20 or more/);
  });

  test.each([
    ['a frame cut off, the sizes made to fit', (webp: Uint8Array) => shortened(webp), 'pixels are damaged'],
    ['no frame', (_: Uint8Array) => webpFile([vp8x(4, 4, 0)]), 'no picture in it'],
    ['a damaged signature', (webp: Uint8Array) => patched(webp, 20, 0), 'signature of its lossless frame'],
    [
      'a frame of 3 bytes',
      (_: Uint8Array) => webpFile([riffChunk('VP8 ', new Uint8Array(3))]),
      'frame has 3 bytes',
    ],
    ['an impossible chunk', (webp: Uint8Array) => patched(webp, 18, 0xff), 'longer than the file'],
    [
      'a canvas of another size',
      (webp: Uint8Array) => webpFile([vp8x(9, 9, 0), webp.subarray(12)]),
      'canvas is 9 × 9, its frame 48 × 32',
    ],
  ])('%s', async (_, change, message) => {
    expect(await failure(change(await writeWebp(quarters)))).toContain(message);
  });

  test('a lossy frame that is no key frame, or has no start code', async () => {
    const webp = await writeWebp(quarters, { lossless: false });
    expect(await failure(patched(webp, 20, (webp[20] ?? 0) | 1))).toContain('key frame');
    expect(await failure(patched(webp, 23, 0))).toContain('signature of its lossy frame');
  });

  test('the decoder works on after a broken file', async () => {
    const webp = await writeWebp(quarters);
    await failure(shortened(webp));
    expect(difference((await decode(webp, limits)).image, quarters)).toBe(0);
  });
});

function shortened(webp: Uint8Array) {
  return webpFile([riffChunk('VP8L', webp.subarray(20, 40))]);
}

test('a WebP with more pixels than allowed is refused before the decoder sees it', async () => {
  const frame = Uint8Array.of(0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0, 0);
  const error = await decode(webpFile([riffChunk('VP8L', frame)]), limits).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TooLargeError);
  expect(error).toMatchObject({ limit: 'MAX_IMAGE_PIXELS', actual: 16384 * 16384, maximum: 1_000_000 });
});
