/** One Huffman code of deflate, in memory that is filled again for every block. */
interface Huffman {
  /** How many symbols have codes of each length. */
  readonly counts: Uint16Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array;
  /** Codes of so many bits are looked up in one step; longer ones are rare and walked bit by bit. */
  readonly quickBits: number;
  /** By the next bits: symbol × 16 + length; 0 where the code is longer. */
  readonly quick: Uint16Array;
}

const createHuffman = (symbols: number, quickBits: number): Huffman => ({
  counts: new Uint16Array(16),
  symbols: new Uint16Array(symbols),
  quickBits,
  quick: new Uint16Array(1 << quickBits),
});

const literalBits = 9;
const distanceBits = 6;
/** No code of a code length is longer. */
const lengthBits = 7;
const literalMask = (1 << literalBits) - 1;
const distanceMask = (1 << distanceBits) - 1;
const lengthMask = (1 << lengthBits) - 1;

// Filled and used within one call, which never waits: nobody meets another's.
const ownLiterals = createHuffman(288, literalBits);
const ownDistances = createHuffman(32, distanceBits);
const ownLengths = createHuffman(19, lengthBits);
let fixed: [Huffman, Huffman] | null = null;
const lengths = new Uint8Array(320);
const offsets = new Uint16Array(16);

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const extraOfLength = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const extraOfDistance = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Counts one up; gives what was there before. */
function bump(numbers: Uint16Array, at: number): number {
  const before = numbers[at] as number;
  numbers[at] = before + 1;
  return before;
}

/** @returns false for a code that is not complete, or has more codes than bits can tell apart */
function fill({ counts, symbols, quickBits, quick }: Huffman, from: number, count: number): boolean {
  counts.fill(0);
  for (let i = 0; i < count; i++) bump(counts, lengths[from + i] as number);
  counts[0] = 0;
  let left = 1;
  for (let length = 1; length < 16; length++) {
    left = left * 2 - (counts[length] as number);
    if (left < 0) return false;
    offsets[length] = (offsets[length - 1] as number) + (counts[length - 1] as number);
  }
  if (left > 0) return false;
  for (let i = 0; i < count; i++) {
    const length = lengths[from + i] as number;
    if (length > 0) symbols[bump(offsets, length)] = i;
  }
  let longest = 15;
  while (counts[longest] === 0) longest--;
  if (longest > quickBits) quick.fill(0);
  // Bits come lowest first, so codes count up from their highest bit.
  let code = 0;
  for (let length = 1, index = 0; length <= quickBits; length++)
    for (let i = counts[length] as number; i > 0; i--) {
      const entry = (symbols[index++] as number) * 16 + length;
      for (let at = code; at < quick.length; at += 1 << length) quick[at] = entry;
      let bit = 1 << (length - 1);
      while ((code & bit) !== 0) bit >>= 1;
      code = (code & (bit - 1)) | bit;
    }
  return true;
}

/** @returns symbol × 16 + length, of the code that the lowest bits begin with; 0 when there is none */
function walk({ counts, symbols }: Huffman, held: number): number {
  for (let length = 1, code = 0, first = 0, index = 0; length < 16; length++) {
    code |= (held >>> (length - 1)) & 1;
    const count = counts[length] as number;
    if (code < first + count) return (symbols[index + code - first] as number) * 16 + length;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  return 0;
}

/**
 * Inflates a small zlib stream without taking memory: setting up a general inflater costs more than a picture of 28×28. (Parameters
 * with defaults and patterns on the left of `=` would make JavaScriptCore run it three times as slowly.)
 *
 * @param begin where in `out` it goes; what is expected goes on exactly to `end`
 * @returns false for whatever is broken or merely unusual: a general inflater then says what it is
 */
export function inflateSmall(input: Uint8Array, out: Uint8Array, begin: number, end: number): boolean {
  const header = ((input[0] ?? 0) << 8) | (input[1] ?? 0);
  if ((header & 0x0f00) !== 0x0800) return false;
  if (header >> 12 > 7 || header % 31 !== 0 || (header & 0x20) !== 0) return false;
  let at = 2;
  let held = 0;
  let bits = 0;
  let written = begin;
  for (let last = false; !last; ) {
    while (bits <= 24 && at < input.length) {
      held |= (input[at++] as number) << bits;
      bits += 8;
    }
    if (bits < 3) return false;
    last = (held & 1) === 1;
    const kind = (held >>> 1) & 3;
    held >>>= 3;
    bits -= 3;
    let literals = ownLiterals;
    let distances = ownDistances;
    let single = false;
    if (kind === 1) [literals, distances] = fixedCodes();
    else if (kind === 2) {
      const literalCount = (held & 31) + 257;
      const distanceCount = ((held >>> 5) & 31) + 1;
      const lengthCount = ((held >>> 10) & 15) + 4;
      held >>>= 14;
      bits -= 14;
      if (literalCount > 286 || distanceCount > 30) return false;

      lengths.fill(0, 0, 19);
      for (let i = 0; i < lengthCount; i++) {
        while (bits <= 24 && at < input.length) {
          held |= (input[at++] as number) << bits;
          bits += 8;
        }
        lengths[orderOfLengths[i] as number] = held & 7;
        held >>>= 3;
        bits -= 3;
      }
      if (bits < 0 || !fill(ownLengths, 0, 19)) return false;

      for (let i = 0; i < literalCount + distanceCount; ) {
        while (bits <= 24 && at < input.length) {
          held |= (input[at++] as number) << bits;
          bits += 8;
        }
        const entry = ownLengths.quick[held & lengthMask] as number;
        const symbol = entry >> 4;
        if (entry === 0) return false;
        held >>>= entry & 15;
        bits -= entry & 15;
        if (symbol < 16) {
          lengths[i++] = symbol;
          continue;
        }
        const extra = symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
        let repeat = (symbol === 18 ? 11 : 3) + (held & ((1 << extra) - 1));
        held >>>= extra;
        bits -= extra;
        if (i + repeat > literalCount + distanceCount || (symbol === 16 && i === 0)) return false;
        const value = symbol === 16 ? (lengths[i - 1] as number) : 0;
        while (repeat-- > 0) lengths[i++] = value;
      }
      if (bits < 0 || lengths[256] === 0) return false;
      single = hasSingleDistance(literalCount, distanceCount);
      if (!single && !fill(distances, literalCount, distanceCount)) return false;
      if (!fill(literals, 0, literalCount)) return false;
    } else return false; // Blocks without compression are left to others.

    for (;;) {
      while (bits <= 24 && at < input.length) {
        held |= (input[at++] as number) << bits;
        bits += 8;
      }
      const entry = literals.quick[held & literalMask] || walk(literals, held);
      const symbol = entry >> 4;
      held >>>= entry & 15;
      bits -= entry & 15;
      if (entry === 0 || bits < 0) return false;
      if (symbol < 256) {
        if (written >= end) return false;
        out[written++] = symbol;
        continue;
      }
      if (symbol === 256) break;
      const which = symbol - 257;
      if (single || which > 28) return false;
      const lengthExtra = extraOfLength[which] as number;
      const length = (lengthBase[which] as number) + (held & ((1 << lengthExtra) - 1));
      held >>>= lengthExtra;
      bits -= lengthExtra;
      while (bits <= 24 && at < input.length) {
        held |= (input[at++] as number) << bits;
        bits += 8;
      }
      const far = distances.quick[held & distanceMask] || walk(distances, held);
      held >>>= far & 15;
      bits -= far & 15;
      if (far === 0 || far >> 4 > 29) return false;
      while (bits <= 24 && at < input.length) {
        held |= (input[at++] as number) << bits;
        bits += 8;
      }
      const farExtra = extraOfDistance[far >> 4] as number;
      const distance = (distanceBase[far >> 4] as number) + (held & ((1 << farExtra) - 1));
      held >>>= farExtra;
      bits -= farExtra;
      if (bits < 0 || distance > written - begin || written + length > end) return false;
      for (const last = written + length; written < last; written++)
        out[written] = out[written - distance] as number;
    }
  }
  at -= bits >> 3;
  return written === end && at + 4 === input.length && adler32(out, begin, end) === bigEndian(input, at);
}

/** The codes that deflate itself defines, which zlib takes for most pictures as small as these. */
function fixedCodes(): [Huffman, Huffman] {
  if (fixed) return fixed;
  fixed = [createHuffman(288, literalBits), createHuffman(32, distanceBits)];
  lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288, 320);
  fill(fixed[0], 0, 288);
  fill(fixed[1], 288, 32);
  return fixed;
}

/** Codes with one distance or none are incomplete by design. */
function hasSingleDistance(from: number, count: number): boolean {
  let used = 0;
  for (let i = 0; i < count; i++) if (lengths[from + i] !== 0) used++;
  return used < 2;
}

function adler32(bytes: Uint8Array, begin: number, end: number): number {
  let a = 1;
  let b = 0;
  for (let at = begin; at < end; ) {
    for (const pause = Math.min(end, at + 3800); at < pause; at++) {
      a += bytes[at] as number;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return b * 65536 + a;
}

const bigEndian = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) * 2 ** 24 +
  (((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
