import { expect, setDefaultTimeout, test } from 'bun:test';
import { createDecoder } from '../../../src/core/decode/index.ts';
import { InkwellError } from '../../../src/core/errors.ts';
import { readCodecs } from '../../../src/runtime/codecs.ts';
import { exif, withJpegExif, writeJpeg } from '../../support/jpeg.ts';
import { quarters } from '../../support/picture.ts';
import { concat, fixChecksums, writePng } from '../../support/png.ts';
import { withWebpExif, writeWebp } from '../../support/webp.ts';

/** Thousands of files: seconds, more where other programs run beside. */
setDefaultTimeout(60_000);

const decode = createDecoder(readCodecs());
const limits = { maxBytes: 2 ** 20, maxPixels: 1_000_000 };

/** The same numbers on every run (xorshift). */
function dice(seed: number) {
  let state = seed;
  return (sides: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % sides;
  };
}

/** A few bits turned, bytes overwritten, pieces cut out or doubled. */
function damage(file: Uint8Array, roll: (sides: number) => number): Uint8Array {
  let bytes = file.slice();
  for (let hits = 1 + roll(6); hits > 0; hits--) {
    const at = roll(Math.max(1, bytes.length));
    const length = roll(30);
    const kind = roll(5);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << roll(8));
    else if (kind === 1) bytes[roll(Math.min(bytes.length, 200))] = roll(256);
    else if (kind === 2) bytes.fill([0, 255, 0x7f, 0xd8][roll(4)] ?? 0, at, at + 1 + (length & 7));
    else if (kind === 3) bytes = concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else bytes = concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - length))]);
  }
  return bytes;
}

const sample = (x: number, y: number, channel: number) => (x * 7 + y * 13 + channel * 50) & 3;

test.each([
  [
    'PNG',
    async () => [
      writePng({ width: 30, height: 20, depth: 8, colourType: 6, filters: [1, 2, 3, 4], sample }),
      writePng({
        width: 30,
        height: 20,
        depth: 2,
        colourType: 3,
        interlaced: true,
        palette: new Array(12).fill(9),
        sample,
      }),
      writePng({
        width: 30,
        height: 20,
        depth: 16,
        colourType: 0,
        filters: [4],
        transparency: [0, 1],
        sample,
      }),
    ],
  ],
  [
    'JPEG',
    async () => [
      withJpegExif(await writeJpeg(quarters), exif(6)),
      await writeJpeg(quarters, { progressive: true }),
    ],
  ],
  [
    'WebP',
    async () => [
      withWebpExif(await writeWebp(quarters), 48, 32, exif(3)),
      await writeWebp(quarters, { lossless: false }),
    ],
  ],
] as const)(
  'a thousand damaged %s files end in a picture or in an error with a reason',
  async (format, make) => {
    const files = await make();
    const roll = dice(20_261_123);
    let refused = 0;
    for (let i = 0; i < 1000; i++) {
      const bytes = damage(files[i % files.length] ?? new Uint8Array(), roll);
      // With its checksums put right, the damage gets past them to what lies behind.
      if (format === 'PNG' && roll(4) > 0) fixChecksums(bytes);
      try {
        const { image } = await decode(bytes, limits);
        expect(image.data.length).toBe(image.width * image.height * 4);
      } catch (error) {
        if (!(error instanceof InkwellError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
  },
);
