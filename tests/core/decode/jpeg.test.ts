import { describe, expect, test } from 'bun:test';
import { createJpeg } from '../../../src/core/decode/jpeg.ts';
import { maxScans } from '../../../src/core/decode/jpeg-header.ts';
import { TooLargeError, UndecodableError, UnsupportedFormatError } from '../../../src/core/errors.ts';
import { readCodecs } from '../../../src/runtime/codecs.ts';
import { fixture, frameAt, segment, withSegment, writeJpeg } from '../../support/jpeg.ts';
import { difference, paint, quarters } from '../../support/picture.ts';
import { concat } from '../../support/png.ts';

const decode = createJpeg(readCodecs().jpeg);
const limits = { maxBytes: 2 ** 20, maxPixels: 1_000_000 };

async function failure(
  bytes: Uint8Array,
  kind: typeof UndecodableError | typeof UnsupportedFormatError = UndecodableError,
): Promise<string> {
  const error = await decode(bytes, limits).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(kind);
  return (error as Error).message;
}

/** With the byte at `at` set to `value`. */
function patched(bytes: Uint8Array, at: number, value: number) {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

const noisy = paint(96, 64, (x, y) => {
  const value = (Math.imul(x * 31 + y * 17, 2_654_435_761) >>> 16) & 255;
  return [value, 255 - value, (value * 3) & 255, 255];
});

describe('JPEG is right', () => {
  test.each([false, true])('colour, progressive: %p', async (progressive) => {
    const { image, orientation } = await decode(await writeJpeg(quarters, { progressive }), limits);
    expect(difference(image, quarters)).toBeLessThan(24);
    expect(orientation).toBe(1);
  });

  test('with restart markers, of another encoder', async () => {
    expect(difference((await decode(fixture('restarts.jpg'), limits)).image, quarters)).toBeLessThan(24);
  });

  test('grey', async () => {
    const greys = [0, 128, 200, 255];
    const expected = paint(48, 32, (x, y) => {
      const grey = greys[(y < 16 ? 0 : 2) + (x < 24 ? 0 : 1)] ?? 0;
      return [grey, grey, grey, 255];
    });
    expect(difference((await decode(fixture('grey.jpg'), limits)).image, expected)).toBeLessThan(24);
  });

  test('with other people’s segments, fill bytes and a tail behind the end', async () => {
    const jpeg = await writeJpeg(quarters);
    const plain = (await decode(jpeg, limits)).image;
    const comment = withSegment(jpeg, 0xfe, new TextEncoder().encode('a comment with \xff in it'));
    const filled = concat([jpeg.subarray(0, 2), Uint8Array.of(0xff, 0xff), jpeg.subarray(2)]);
    const tailed = concat([jpeg, new Uint8Array(100)]);
    for (const file of [comment, filled, tailed])
      expect(difference((await decode(file, limits)).image, plain)).toBe(0);
  });
});

describe('a JPEG that we do not read is refused by name', () => {
  test('CMYK', async () => {
    expect(await failure(fixture('cmyk.jpg'), UnsupportedFormatError)).toContain('CMYK JPEG; save it as');
  });

  test.each([
    [0xc3, 'lossless'],
    [0xc5, 'hierarchical'],
    [0xc9, 'arithmetic-coded'],
    [0xca, 'arithmetic-coded'],
  ])('frame type %p', async (type, name) => {
    const jpeg = await writeJpeg(quarters);
    expect(await failure(patched(jpeg, frameAt(jpeg) + 1, type), UnsupportedFormatError)).toContain(name);
  });

  test('12 bits a sample', async () => {
    const jpeg = await writeJpeg(quarters);
    expect(await failure(patched(jpeg, frameAt(jpeg) + 4, 12), UnsupportedFormatError)).toContain('12-bit');
  });
});

describe('a broken JPEG is refused, and the message says what is broken', () => {
  test.each([false, true])('cut off anywhere (progressive: %p)', async (progressive) => {
    const jpeg = await writeJpeg(noisy, { progressive });
    for (let length = 2; length < jpeg.length; length += 13)
      expect(await failure(jpeg.subarray(0, length))).toContain('cut off');
  });

  test('cut off, with an end marker put behind', async () => {
    const jpeg = await writeJpeg(noisy);
    const mended = concat([jpeg.subarray(0, jpeg.length - 500), Uint8Array.of(0xff, 0xd9)]);
    expect(await failure(mended)).toContain('premature end');
  });

  test('a thousand bytes of its pixels missing', async () => {
    const jpeg = await writeJpeg(noisy);
    const middle = jpeg.length >> 1;
    expect(await failure(concat([jpeg.subarray(0, middle), jpeg.subarray(middle + 1000)]))).toContain(
      'damaged',
    );
  });

  test.each([
    ['nothing but its first marker', (_: Uint8Array) => Uint8Array.of(0xff, 0xd8), 'cut off'],
    ['an end without pixels', (_: Uint8Array) => Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), 'no picture in it'],
    ['a second picture inside', (jpeg: Uint8Array) => concat([jpeg.subarray(0, 2), jpeg]), 'second picture'],
    ['two frame headers', (jpeg: Uint8Array) => twice(jpeg), 'two frame headers'],
    ['two colours', (jpeg: Uint8Array) => patched(jpeg, frameAt(jpeg) + 9, 2), '2 colour components'],
    [
      'no height',
      (jpeg: Uint8Array) => patched(patched(jpeg, frameAt(jpeg) + 5, 0), frameAt(jpeg) + 6, 0),
      'height is 0',
    ],
    ['a segment without an end', (jpeg: Uint8Array) => patched(jpeg, 4, 0xff), 'cut off'],
    ['no Huffman tables', (jpeg: Uint8Array) => withoutTables(jpeg), 'damaged'],
  ])('%s', async (_, change, message) => {
    expect(await failure(change(await writeJpeg(quarters)))).toContain(message);
  });

  test('the decoder works on after a broken file', async () => {
    const jpeg = await writeJpeg(quarters);
    await failure(withoutTables(jpeg));
    expect(difference((await decode(jpeg, limits)).image, quarters)).toBeLessThan(24);
  });
});

/** With its frame header twice. */
function twice(jpeg: Uint8Array) {
  const at = frameAt(jpeg);
  const frame = jpeg.subarray(at, at + 2 + (jpeg[at + 2] ?? 0) * 256 + (jpeg[at + 3] ?? 0));
  return concat([jpeg.subarray(0, at), frame, jpeg.subarray(at)]);
}

/** With its Huffman tables turned into comments. */
function withoutTables(jpeg: Uint8Array) {
  const copy = jpeg.slice();
  for (let at = 2; copy[at + 1] !== 0xda; at += 2 + (copy[at + 2] ?? 0) * 256 + (copy[at + 3] ?? 0))
    if (copy[at + 1] === 0xc4) copy[at + 1] = 0xfe;
  return copy;
}

describe('a JPEG that asks for too much is refused before the decoder sees it', () => {
  test('more pixels than allowed', async () => {
    const jpeg = await writeJpeg(quarters);
    const huge = patched(patched(jpeg, frameAt(jpeg) + 5, 0xff), frameAt(jpeg) + 7, 0xff);
    const error = await decode(huge, limits).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TooLargeError);
    expect(error).toMatchObject({ limit: 'MAX_IMAGE_PIXELS', maximum: 1_000_000 });
  });

  test('more pixels than its bytes can hold', async () => {
    const jpeg = await writeJpeg(quarters);
    const large = patched(patched(jpeg, frameAt(jpeg) + 5, 3), frameAt(jpeg) + 7, 3);
    expect((await decode(jpeg, limits)).image.width).toBe(quarters.width);
    expect(await failure(large)).toMatch(/it says \d+ pixels, \d+ bytes cannot hold so many/);
  });

  test('few scans of a large picture, when together they are as much work as many pictures', async () => {
    const jpeg = await writeJpeg(quarters, { progressive: true });
    const { width, height } = quarters;
    const tight = { ...limits, maxPixels: width * height };
    expect((await decode(jpeg, tight)).image.width).toBe(width);
    const empty = segment(0xda, Uint8Array.of(1, 1, 0, 0, 0, 0));
    const scans = Array.from({ length: 17 }, () => empty);
    const bomb = concat([jpeg.subarray(0, jpeg.length - 2), ...scans, jpeg.subarray(jpeg.length - 2)]);
    const error = await decode(bomb, tight).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ limit: 'MAX_IMAGE_PIXELS', maximum: 16 * width * height });
  });

  test('thousands of scans over the same pixels', async () => {
    const jpeg = await writeJpeg(quarters, { progressive: true });
    const empty = segment(0xda, Uint8Array.of(1, 1, 0, 0, 0, 0));
    const scans = Array.from({ length: maxScans }, () => empty);
    const bomb = concat([jpeg.subarray(0, jpeg.length - 2), ...scans, jpeg.subarray(jpeg.length - 2)]);
    expect(await failure(bomb)).toContain(`more than ${maxScans} scans`);
  });
});
