import { describe, expect, test } from 'bun:test';
import { createDecoder } from '../../../src/core/decode/index.ts';
import { TooLargeError, UnsupportedFormatError } from '../../../src/core/errors.ts';
import { readCodecs } from '../../../src/runtime/codecs.ts';
import { exif, withJpegExif, writeJpeg } from '../../support/jpeg.ts';
import { difference, quarters, stored } from '../../support/picture.ts';
import { concat, pngChunk, writePng } from '../../support/png.ts';
import { withWebpExif, writeWebp } from '../../support/webp.ts';

const decode = createDecoder(readCodecs());
const limits = { maxBytes: 2 ** 20, maxPixels: 1_000_000 };

function png(orientation: number) {
  const { width, height, data } = stored(quarters, orientation);
  const sample = (x: number, y: number, channel: number) => data[(y * width + x) * 4 + channel] ?? 0;
  return writePng({ width, height, colourType: 6, sample, before: [pngChunk('eXIf', exif(orientation))] });
}

describe('createDecoder', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'obeys EXIF orientation %p in PNG, JPEG and WebP',
    async (orientation) => {
      const image = stored(quarters, orientation);
      const jpeg = withJpegExif(await writeJpeg(image), exif(orientation, { littleEndian: false }));
      const webp = withWebpExif(await writeWebp(image), image.width, image.height, exif(orientation));
      const decoded = [
        await decode(png(orientation), limits),
        await decode(jpeg, limits),
        await decode(webp, limits),
      ];
      expect(decoded.map(({ mediaType }) => mediaType)).toEqual(['image/png', 'image/jpeg', 'image/webp']);
      const [fromPng, fromJpeg, fromWebp] = decoded.map(({ image }) => difference(image, quarters));
      expect(fromPng).toBe(0);
      expect(fromJpeg).toBeLessThan(24);
      expect(fromWebp).toBe(0);
    },
  );

  test('reads bytes that lie within a larger buffer', async () => {
    const offset = concat([new Uint8Array(3), await writeJpeg(quarters), new Uint8Array(5)]);
    const { image } = await decode(offset.subarray(3, offset.length - 5), limits);
    expect(difference(image, quarters)).toBeLessThan(24);
  });

  test('names the setting when a file has too many bytes', async () => {
    const error = await decode(new Uint8Array(11), { ...limits, maxBytes: 10 }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TooLargeError);
    expect(error).toMatchObject({ limit: 'MAX_IMAGE_BYTES', actual: 11, maximum: 10 });
  });

  test('refuses an empty file and one that is no image', async () => {
    expect(await decode(new Uint8Array(), limits).catch((thrown) => thrown)).toBeInstanceOf(
      UnsupportedFormatError,
    );
    const text = new TextEncoder().encode('seven');
    expect(await decode(text, limits).catch((thrown) => thrown)).toBeInstanceOf(UnsupportedFormatError);
  });

  test('reads many files at once without mixing them up', async () => {
    const files = await Promise.all([1, 3, 6, 8].map((o) => writeJpeg(stored(quarters, o))));
    const images = await Promise.all(files.map((file) => decode(file, limits)));
    for (const [i, orientation] of [1, 3, 6, 8].entries())
      expect(difference(images[i]?.image ?? quarters, stored(quarters, orientation))).toBeLessThan(24);
  });

  test('says so when a decoder cannot be loaded, and tries again the next time', async () => {
    let attempts = 0;
    const { jpeg, webp } = readCodecs();
    const flaky = createDecoder({
      jpeg: async () => {
        attempts++;
        if (attempts === 1) throw new Error('disk is away');
        return jpeg();
      },
      webp,
    });
    const file = await writeJpeg(quarters);
    expect(await flaky(file, limits).catch((thrown) => String(thrown))).toContain(
      'Cannot load an image decoder',
    );
    expect((await flaky(file, limits)).image.width).toBe(48);
    await flaky(file, limits);
    expect(attempts).toBe(2);
  });
});
