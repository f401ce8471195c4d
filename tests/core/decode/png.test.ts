import { describe, expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import { decodePng } from '../../../src/core/decode/png.ts';
import { TooLargeError, UndecodableError, UnsupportedFormatError } from '../../../src/core/errors.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { exif } from '../../support/jpeg.ts';
import {
  concat,
  ihdr,
  type PngSpec,
  pngChunk,
  pngRows,
  pngSignature,
  writeGreyPng,
  writePng,
} from '../../support/png.ts';

const limits = { maxBytes: 2 ** 20, maxPixels: 1_000_000 };

function decode(bytes: Uint8Array): RgbaImage {
  return decodePng(bytes, limits).image;
}

function failure(
  bytes: Uint8Array,
  kind: typeof UndecodableError | typeof UnsupportedFormatError = UndecodableError,
): string {
  try {
    decodePng(bytes, limits);
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

/** What the samples of a spec mean, said by the specification and not by a decoder. 16 bits lose their lower half. */
function meaning(spec: PngSpec, x: number, y: number): number[] {
  const { depth = 8, colourType = 0, palette = [], transparency } = spec;
  const raw = (channel: number) => spec.sample(x, y, channel);
  const eight = (value: number) => (depth === 16 ? value >> 8 : Math.round((value * 255) / (2 ** depth - 1)));
  const clear = (count: number) => {
    if (!transparency) return false;
    return Array.from({ length: count }, (_, i) => i).every(
      (i) => raw(i) === (transparency[2 * i] ?? 0) * 256 + (transparency[2 * i + 1] ?? 0),
    );
  };
  if (colourType === 0) return [eight(raw(0)), eight(raw(0)), eight(raw(0)), clear(1) ? 0 : 255];
  if (colourType === 2) return [eight(raw(0)), eight(raw(1)), eight(raw(2)), clear(3) ? 0 : 255];
  if (colourType === 3) {
    const index = raw(0);
    const [r = 0, g = 0, b = 0] = palette.slice(index * 3, index * 3 + 3);
    return [r, g, b, transparency?.[index] ?? 255];
  }
  if (colourType === 4) return [eight(raw(0)), eight(raw(0)), eight(raw(0)), eight(raw(1))];
  return [0, 1, 2, 3].map((channel) => eight(raw(channel)));
}

/** The same noise everywhere, with every fourth pixel of the value `often`. */
function noise(depth: number, often: number) {
  return (x: number, y: number, channel: number): number => {
    if ((x + 2 * y) % 4 === 0) return often;
    const mixed = Math.imul(x * 7919 + y * 104_729 + channel * 1_299_709 + 1, 2_654_435_761) >>> 0;
    return mixed >>> (32 - depth);
  };
}

const variants = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
] as const;

function transparencyOf(colourType: number, depth: number, value: number): number[] | undefined {
  const sample = [value >> 8, value & 255];
  if (colourType === 0) return sample;
  if (colourType === 2) return [...sample, ...sample, ...sample];
  if (colourType === 3) return Array.from({ length: 2 ** depth - 1 }, (_, i) => (i * 90) & 255);
  return undefined;
}

describe('every kind of PNG is right', () => {
  for (const [colourType, depths] of variants)
    for (const depth of depths)
      for (const interlaced of [false, true])
        test(`colour type ${colourType}, ${depth} bits${interlaced ? ', interlaced' : ''}: all filters, sizes and transparencies`, () => {
          for (const [width, height] of [
            [1, 1],
            [2, 9],
            [3, 2],
            [5, 1],
            [13, 7],
            [33, 18],
          ] as const)
            for (const often of [0, (2 ** depth) >> 1])
              for (const transparency of [undefined, transparencyOf(colourType, depth, often)]) {
                const spec: PngSpec = {
                  width,
                  height,
                  depth,
                  colourType,
                  interlaced,
                  filters: [1, 2, 3, 4, 0],
                  sample: noise(depth, often),
                  pieces: 2,
                  ...(colourType === 3 && {
                    palette: Array.from({ length: 3 * 2 ** depth }, (_, i) => (i * 37) & 255),
                  }),
                  ...(transparency && { transparency }),
                };
                const expected: number[] = [];
                for (let y = 0; y < height; y++)
                  for (let x = 0; x < width; x++) expected.push(...meaning(spec, x, y));
                const image = decode(writePng(spec));
                expect([image.width, image.height]).toEqual([width, height]);
                expect(Array.from(image.data)).toEqual(expected);
              }
        });

  test.each([false, true])('pictures of many bands come out whole (interlaced: %p)', (interlaced) => {
    const spec = {
      width: 700,
      height: 500,
      colourType: 2,
      interlaced,
      filters: [4, 3, 2, 1],
      sample: noise(8, 9),
    };
    const { data } = decode(writePng(spec));
    for (const [x, y] of [
      [0, 0],
      [699, 0],
      [350, 93],
      [351, 94],
      [1, 250],
      [698, 499],
    ] as const)
      expect(Array.from(data.subarray((y * 700 + x) * 4, (y * 700 + x) * 4 + 4))).toEqual(
        meaning(spec, x, y),
      );
  });

  test('ancillary chunks, and bytes behind the end, change nothing', () => {
    const text = pngChunk('tEXt', new TextEncoder().encode('Comment\0hi'));
    const spec = { width: 4, height: 4, sample: noise(8, 1) };
    const plain = decode(writePng(spec));
    expect(decode(concat([writePng({ ...spec, before: [text] }), Uint8Array.of(1, 2, 3)]))).toEqual(plain);
  });

  test('empty IDAT chunks change nothing, wherever they stand', () => {
    const packed = deflateSync(pngRows({ width: 4, height: 4, sample: () => 7 }));
    const [empty, first, rest] = [[], packed.subarray(0, 5), packed.subarray(5)].map((bytes) =>
      pngChunk('IDAT', bytes),
    ) as [Uint8Array, Uint8Array, Uint8Array];
    const plain = decode(file());
    for (const idat of [
      [empty, first, rest],
      [first, empty, rest],
      [first, rest, empty],
    ])
      expect(decode(file({ idat }))).toEqual(plain);
  });

  test('the orientation of eXIf is found', () => {
    const spec = { width: 2, height: 2, sample: () => 0, before: [pngChunk('eXIf', exif(6))] };
    expect(decodePng(writePng(spec), limits).orientation).toBe(6);
  });

  test('the bytes given are not changed', () => {
    const bytes = writePng({ width: 20, height: 20, filters: [4], sample: noise(8, 3) });
    const before = bytes.slice();
    decode(bytes);
    expect(bytes).toEqual(before);
  });
});

/** A grey PNG of 4 × 4 whose chunks can be exchanged. */
function file(
  changes: { head?: Uint8Array; idat?: Uint8Array[]; between?: Uint8Array[]; end?: Uint8Array[] } = {},
) {
  const packed = deflateSync(pngRows({ width: 4, height: 4, sample: () => 7 }));
  const {
    head = ihdr(4, 4),
    idat = [pngChunk('IDAT', packed)],
    between = [],
    end = [pngChunk('IEND')],
  } = changes;
  return concat([pngSignature, head, ...between, ...idat, ...end]);
}

function idat(rows: Uint8Array | readonly number[]): Uint8Array[] {
  return [pngChunk('IDAT', deflateSync(Uint8Array.from(rows)))];
}

describe('a broken PNG is refused, and the message says what is broken', () => {
  const good = writeGreyPng(4, 4, new Array(16).fill(3));

  test('cut off anywhere', () => {
    for (let length = 8; length < good.length; length++)
      expect(failure(good.subarray(0, length))).toMatch(/ends after|are left/);
  });

  test('any single bit turned over, in any byte', () => {
    for (let bit = 0; bit < good.length * 8; bit++) {
      const damaged = good.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(failure(damaged)).toStartWith('Cannot decode PNG: ');
    }
  });

  test.each([
    [
      'a wrong checksum',
      concat([good.subarray(0, 29), Uint8Array.of(0, 0, 0, 0), good.subarray(33)]),
      'checksum of chunk IHDR',
    ],
    ['bit depth 3', file({ head: ihdr(4, 4, [3, 0, 0, 0, 0]) }), 'bit depth is 3, colour type 0 allows'],
    ['colour type 5', file({ head: ihdr(4, 4, [8, 5, 0, 0, 0]) }), 'colour type is 5'],
    ['compression 1', file({ head: ihdr(4, 4, [8, 0, 1, 0, 0]) }), 'compression method is 1'],
    ['filter method 1', file({ head: ihdr(4, 4, [8, 0, 0, 1, 0]) }), 'filter method is 1'],
    ['interlacing 2', file({ head: ihdr(4, 4, [8, 0, 0, 0, 2]) }), 'interlace method is 2'],
    ['width 0', file({ head: ihdr(0, 4) }), 'width is 0'],
    ['no IHDR first', file({ head: pngChunk('tEXt') }), 'starts with tEXt'],
    ['two IHDR', file({ between: [ihdr(4, 4)] }), 'second IHDR'],
    ['a short IHDR', file({ head: pngChunk('IHDR', [0, 0, 0, 4]) }), 'IHDR has 4 bytes'],
    ['no IDAT', file({ idat: [] }), 'no pixels'],
    ['no IEND', file({ end: [] }), 'before its IEND'],
    [
      'interrupted pixels',
      file({ end: [pngChunk('tEXt'), pngChunk('IDAT'), pngChunk('IEND')] }),
      'interrupted by chunk tEXt',
    ],
    [
      'a late palette',
      file({ end: [pngChunk('PLTE', [1, 2, 3]), pngChunk('IEND')] }),
      'palette comes too late',
    ],
    ['an unknown critical chunk', file({ between: [pngChunk('ABCD')] }), 'unknown chunk ABCD'],
    ['no palette', file({ head: ihdr(4, 4, [8, 3, 0, 0, 0]) }), 'no palette'],
    ['a palette of 4 bytes', file({ between: [pngChunk('PLTE', [1, 2, 3, 4])] }), 'palette has 4 bytes'],
    [
      'tRNS beside alpha',
      file({ head: ihdr(4, 4, [8, 6, 0, 0, 0]), between: [pngChunk('tRNS', [0, 0])] }),
      'which has alpha',
    ],
    ['tRNS of the wrong length', file({ between: [pngChunk('tRNS', [0])] }), 'tRNS has 1 bytes'],
    [
      'a filter of 5',
      file({ idat: idat([0, 7, 7, 7, 7, 5, 7, 7, 7, 7, 0, 7, 7, 7, 7, 0, 7, 7, 7, 7]) }),
      'filter 5',
    ],
    ['too few pixels', file({ idat: idat(new Array(19).fill(0)) }), 'end after 19 bytes, expected 20'],
    ['too many pixels', file({ idat: idat(new Array(21).fill(0)) }), 'more than the 20 bytes'],
    [
      'no zlib stream',
      file({ idat: [pngChunk('IDAT', [1, 2, 3, 4, 5, 6])] }),
      'compressed pixels are damaged',
    ],
  ])('%s', (_, bytes, message) => {
    expect(failure(bytes)).toContain(message);
  });

  test('a colour that the palette has not', () => {
    for (const depth of [1, 2, 4, 8]) {
      const spec = { width: 9, height: 2, depth, colourType: 3, palette: [1, 2, 3] };
      const wrong = (x: number, y: number) => (x === 8 && y === 1 ? 1 : 0);
      expect(failure(writePng({ ...spec, sample: wrong }))).toContain(
        'a pixel has colour 1, the palette has 1',
      );
      expect(decode(writePng({ ...spec, sample: () => 0 })).data[0]).toBe(1);
    }
  });

  test("Apple's variant is refused by name", () => {
    expect(failure(file({ head: pngChunk('CgBI', [0, 0, 0, 0]) }), UnsupportedFormatError)).toContain('CgBI');
  });
});

describe('a PNG that claims too much is refused before memory is taken', () => {
  test('more pixels than allowed', () => {
    try {
      decodePng(file({ head: ihdr(1001, 1000) }), limits);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(TooLargeError);
      expect(error).toMatchObject({ limit: 'MAX_IMAGE_PIXELS', actual: 1_001_000, maximum: 1_000_000 });
      expect((error as Error).message).toContain('1001 × 1000');
    }
  });

  test('a side of four thousand million', () => {
    try {
      decodePng(file({ head: ihdr(0xffffffff, 1) }), limits);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'too-large', limit: 'width', actual: 0xffffffff, maximum: 65_535 });
    }
  });

  test('a few compressed bytes that could never hold its pixels', () => {
    expect(failure(file({ head: ihdr(1000, 1000) }))).toContain('cannot hold so many');
  });

  test('a bomb: the unpacking ends where the pixels end', () => {
    expect(failure(file({ idat: idat(new Uint8Array(50_000_000)) }))).toContain('more than the 20 bytes');
  });
});
