import { describe, expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import { decodePng } from '../../../src/core/decode/png.ts';
import { InkwellError } from '../../../src/core/errors.ts';
import {
  concat,
  fixChecksums,
  ihdr,
  type PngSpec,
  pngChunk,
  pngRows,
  pngSignature,
  writePng,
} from '../../support/png.ts';

/**
 * The kinds of PngSuite (Willem van Schaik), named as there and written by our own generator: what a kind differs in is written
 * here, its pixels are known, and they have to come back.
 */
const limits = { maxBytes: 1_000_000, maxPixels: 1_000_000 };
const text = (value: string) => new TextEncoder().encode(value);
const size = 32;

/** A picture with every value of its depth in it. */
const spec = (colourType: number, depth: number, more: Partial<PngSpec> = {}): PngSpec => ({
  width: size,
  height: size,
  colourType,
  depth,
  sample: (x, y, channel) => (x * 7 + y * 13 + channel * 31) % 2 ** depth,
  ...(colourType === 3 && {
    palette: Array.from({ length: 2 ** depth * 3 }, (_, i) => (i * 37 + 11) & 255),
  }),
  ...more,
});

/** What has to come out, worked out from the specification alone. */
function expected({ width, height, depth = 8, colourType = 0, palette = [], transparency, sample }: PngSpec) {
  const out = new Uint8Array(width * height * 4);
  const most = 2 ** depth - 1;
  const to8 = (value: number) => (depth === 16 ? value >> 8 : Math.round((value * 255) / most));
  const key = (i: number) => ((transparency?.[2 * i] ?? 0) << 8) | (transparency?.[2 * i + 1] ?? 0);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (channel: number) => sample(x, y, channel);
      const grey = to8(at(0));
      const colour = [to8(at(0)), to8(at(1)), to8(at(2))];
      const clear = (channels: number) =>
        transparency !== undefined &&
        Array.from({ length: channels }, (_, i) => at(i) === key(i)).every(Boolean);
      const rgba: Record<number, () => number[]> = {
        0: () => [grey, grey, grey, clear(1) ? 0 : 255],
        2: () => [...colour, clear(3) ? 0 : 255],
        3: () => [...palette.slice(at(0) * 3, at(0) * 3 + 3), transparency?.[at(0)] ?? 255],
        4: () => [grey, grey, grey, to8(at(1))],
        6: () => [...colour, to8(at(3))],
      };
      out.set(rgba[colourType]?.() ?? [], (y * width + x) * 4);
    }
  return out;
}

async function expectRight(kind: PngSpec, file: Uint8Array = writePng(kind)): Promise<void> {
  const { image } = await decodePng(file, limits);
  expect([image.width, image.height]).toEqual([kind.width, kind.height]);
  expect(new Uint8Array(image.data)).toEqual(expected(kind));
}

const basic = [
  ['0g01', 0, 1],
  ['0g02', 0, 2],
  ['0g04', 0, 4],
  ['0g08', 0, 8],
  ['0g16', 0, 16],
  ['2c08', 2, 8],
  ['2c16', 2, 16],
  ['3p01', 3, 1],
  ['3p02', 3, 2],
  ['3p04', 3, 4],
  ['3p08', 3, 8],
  ['4a08', 4, 8],
  ['4a16', 4, 16],
  ['6a08', 6, 8],
  ['6a16', 6, 16],
] as const;

test.each(basic)('basn%s and basi%s: basic, plain and interlaced', async (_, colourType, depth) => {
  await expectRight(spec(colourType, depth));
  await expectRight(spec(colourType, depth, { interlaced: true }));
});

test.each(Array.from({ length: 40 }, (_, i) => i + 1))(
  's%i: odd sizes, plain and interlaced',
  async (side) => {
    const odd = spec(3, 4, { width: side, height: side });
    await expectRight(odd);
    await expectRight({ ...odd, interlaced: true });
  },
);

test.each([0, 1, 2, 3, 4])('f0%i: every row filter, grey and in colour', async (filter) => {
  await expectRight(spec(0, 8, { filters: [filter] }));
  await expectRight(spec(2, 8, { filters: [filter] }));
});
test('f99: another filter for each row', () => expectRight(spec(0, 4, { filters: [0, 1, 2, 3, 4] })));

test.each([
  ['tbbn0g04', spec(0, 4, { transparency: [0, 5] })],
  ['tbgn2c16', spec(2, 16, { transparency: [0, 0, 0, 31, 0, 62] })],
  ['tbbn2c08', spec(2, 8, { transparency: [0, 7, 0, 38, 0, 69] })],
  ['tbwn0g16', spec(0, 16, { transparency: [0, 20] })],
  ['tm3n3p02', spec(3, 2, { transparency: [0, 85, 170] })],
  ['tp1n3p08', spec(3, 8, { transparency: [0] })],
])('%s: transparency by tRNS', (_, kind) => expectRight(kind));

/** Chunks that change nothing of what is seen here. */
const harmless: Record<string, readonly Uint8Array[]> = {
  'bg (bKGD)': [pngChunk('bKGD', [0, 5])],
  'g03 to g25 (gAMA)': [pngChunk('gAMA', [0, 0, 0x88, 0xb8])],
  'ccwn (cHRM)': [pngChunk('cHRM', new Uint8Array(32))],
  'cs3 to cs8 (sBIT)': [pngChunk('sBIT', [5])],
  'cdf, cdh, cds, cdu (pHYs)': [pngChunk('pHYs', [0, 0, 0, 1, 0, 0, 0, 4, 0])],
  'cm0, cm7, cm9 (tIME)': [pngChunk('tIME', [7, 0xd0, 1, 1, 12, 34, 56])],
  'ct0, ct1 (tEXt)': [pngChunk('tEXt', text('Title\0PngSuite'))],
  'ctz (zTXt)': [pngChunk('zTXt', concat([text('Copyright\0\0'), deflateSync(text('1996'))]))],
  'cte, ctf, ctg, cth, ctj (iTXt)': [pngChunk('iTXt', text('Title\0\0\0fi\0\0Otsikko'))],
  'exif2c08 (eXIf)': [pngChunk('eXIf', text('II*\0\b\0\0\0\0\0'))],
  iCCP: [pngChunk('iCCP', concat([text('sRGB\0\0'), deflateSync(new Uint8Array(132))]))],
  'private and unknown': [pngChunk('prVt', [1, 2, 3]), pngChunk('vpAg', [0])],
};
test.each(Object.entries(harmless))('%s: ancillary chunks', (_, before) =>
  expectRight(spec(0, 8, { before })),
);
test('ch1n3p04, ch2n3p08 (hIST), ps1, ps2 (sPLT), pp0n (PLTE in a picture in colour)', async () => {
  const colours = Array.from({ length: 48 }, (_, i) => i * 5);
  await expectRight(spec(3, 4, { before: [pngChunk('sPLT', text('six-cube\0\b'))] }));
  await expectRight({ ...spec(2, 8), palette: colours });
  await expectRight({ ...spec(6, 8), palette: colours });
  const kind = spec(3, 4);
  const file = writePng(kind);
  const at = file.findIndex((_, i) => String.fromCharCode(...file.slice(i, i + 4)) === 'IDAT') - 4;
  const histogram = pngChunk('hIST', new Uint8Array(32));
  await expectRight(kind, concat([file.subarray(0, at), histogram, file.subarray(at)]));
});

test.each([1, 2, 4, 9, 100_000])('oi%i: pixels cut into so many pieces', (pieces) =>
  expectRight(spec(2, 16, { pieces: Math.min(pieces, 2000) })),
);

test.each([0, 1, 3, 6, 9])('z0%i: every effort of compression', async (level) => {
  const kind = spec(2, 8);
  const pixels = pngChunk('IDAT', deflateSync(pngRows(kind), { level }));
  await expectRight(
    kind,
    concat([pngSignature, ihdr(size, size, [8, 2, 0, 0, 0]), pixels, pngChunk('IEND')]),
  );
});

describe('corrupted', () => {
  const right = writePng(spec(2, 8));
  const iend = pngChunk('IEND');
  const header = (...rest: number[]) =>
    concat([pngSignature, ihdr(size, size, rest), pngChunk('IDAT', deflateSync(pngRows(spec(2, 8)))), iend]);
  const startingWith = (...bytes: number[]) => concat([Uint8Array.from(bytes), right.subarray(bytes.length)]);
  const wrongSum = (() => {
    const file = new Uint8Array(right);
    file[29] = (file[29] ?? 0) ^ 1;
    return file;
  })();
  const wrongPixelSum = (() => {
    const file = new Uint8Array(right);
    const at = file.length - 12 - 8;
    file[at] = (file[at] ?? 0) ^ 0xff;
    fixChecksums(file);
    return file;
  })();

  test.each([
    ['xs1n0g01: the signature begins wrongly', startingWith(0x88), /no image|signature|format/i],
    ['xs2n0g01: its letters are wrong', startingWith(0x89, 0x4e, 0x50, 0x47), /no image|signature|format/i],
    [
      'xs4n0g01: its carriage return was changed',
      startingWith(0x89, 0x50, 0x4e, 0x47, 0x0a, 0x0a),
      /signature/,
    ],
    [
      'xs7n0g01: its line feed was changed',
      startingWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0d),
      /signature/,
    ],
    [
      'xcrn0g04: line feeds became carriage returns',
      right.map((byte) => (byte === 10 ? 13 : byte)),
      /signature/,
    ],
    [
      'xlfn0g04: carriage returns became line feeds',
      right.map((byte) => (byte === 13 ? 10 : byte)),
      /signature/,
    ],
    ['xhdn0g08: a wrong checksum of the header', wrongSum, /checksum of chunk IHDR/],
    ['xcsn0g01: a wrong checksum of the pixels', wrongPixelSum, /IDAT|pixels|compressed/],
    ['xc1n0g08: colour type 1', header(8, 1, 0, 0, 0), /colour type is 1/],
    ['xc9n2c08: colour type 9', header(8, 9, 0, 0, 0), /colour type is 9/],
    ['xd0n2c08: depth 0', header(0, 2, 0, 0, 0), /bit depth is 0/],
    ['xd3n2c08: depth 3', header(3, 2, 0, 0, 0), /bit depth is 3/],
    ['xd9n2c08: depth 99', header(99, 2, 0, 0, 0), /bit depth is 99/],
    ['xdtn0g01: no pixels', concat([pngSignature, ihdr(size, size), iend]), /IDAT/],
    ['no header', concat([pngSignature, right.subarray(33)]), /expected IHDR/],
    ['no end', right.subarray(0, -12), /before its IEND/],
    [
      'no palette',
      concat([pngSignature, ihdr(size, size, [8, 3, 0, 0, 0]), right.subarray(33)]),
      /no palette/,
    ],
    [
      'no pixels at all in its pixels',
      concat([pngSignature, ihdr(size, size), pngChunk('IDAT'), iend]),
      /pixels|IDAT|compressed/,
    ],
    [
      'a side of nothing',
      concat([pngSignature, ihdr(0, size), right.subarray(33)]),
      /width is 0|0 ×|expected/,
    ],
    ['compression of another kind', header(8, 2, 1, 0, 0), /compression method is 1/],
    ['filters of another kind', header(8, 2, 0, 1, 0), /filter method is 1/],
    ['interlacing of another kind', header(8, 2, 0, 0, 2), /interlace method is 2/],
    ['a filter that there is not', writePng(spec(0, 8, { filters: [5] })), /filter/],
  ])('%s: refused by name', async (_, file, message) => {
    const error = await (async () => decodePng(new Uint8Array(file), limits))().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InkwellError);
    expect(error instanceof Error ? error.message : '').toMatch(message);
  });
});
