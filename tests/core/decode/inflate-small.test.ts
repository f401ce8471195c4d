import { describe, expect, test } from 'bun:test';
import { deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import * as small from '../../../src/core/decode/inflate-small.ts';
import { createRandom } from '../../support/synthetic.ts';

const random = createRandom(1951);
const below = (limit: number) => Math.floor(random() * limit);

/** Rows as pictures have them: noise, runs, repetitions of the row above. */
function drawBytes(kind: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + Math.floor(random() ** 2 * 6000));
  for (let i = 0; i < bytes.length; i++) {
    if (kind === 0) bytes[i] = random() ** 4 * 256;
    else if (kind === 1) bytes[i] = (i % 37) * (random() < 0.05 ? 3 : 1);
    else if (kind === 2) bytes[i] = random() < 0.02 ? below(256) : 0;
    else bytes[i] = (bytes[i - 28] ?? 0) + (random() < 0.2 ? 1 : 0);
  }
  return bytes;
}

/** What zlib itself makes of it; null when it refuses. */
function reference(stream: Uint8Array): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(inflateSync(stream));
  } catch {
    return null;
  }
}

const inflateSmall = (stream: Uint8Array, out: Uint8Array) => small.inflateSmall(stream, out, 0, out.length);

describe('inflateSmall', () => {
  test('gives what was packed, at every level, window and memory of zlib', () => {
    let understood = 0;
    for (let i = 0; i < 2000; i++) {
      const bytes = drawBytes(i % 4);
      const options = { level: 1 + (i % 9), windowBits: 9 + (i % 7), memLevel: 1 + (i % 9) };
      const out = new Uint8Array(bytes.length);
      if (!inflateSmall(new Uint8Array(deflateSync(bytes, options)), out)) continue;
      understood++;
      expect(out).toEqual(bytes);
    }
    expect(understood).toBeGreaterThan(1000);
  });

  test('writes where it is told to and nowhere else', () => {
    const bytes = drawBytes(3);
    const stream = new Uint8Array(deflateSync(bytes));
    const out = new Uint8Array(bytes.length + 20).fill(7);
    expect(small.inflateSmall(stream, out, 12, 12 + bytes.length)).toBe(true);
    expect(out).toEqual(Uint8Array.of(...Array(12).fill(7), ...bytes, ...Array(8).fill(7)));
  });

  test('does not reach back to what stands before its own bytes', () => {
    const before = drawBytes(0).subarray(0, 200);
    const raw = new Uint8Array(deflateRawSync(before, { dictionary: before }));
    const whole = new Uint8Array(deflateSync(before));
    const stream = Uint8Array.of(...whole.subarray(0, 2), ...raw, ...whole.subarray(-4));
    const out = Uint8Array.of(...before, ...before);
    expect(small.inflateSmall(stream, out, before.length, out.length)).toBe(false);
  });

  test('takes nothing for whole that zlib refuses or reads otherwise', () => {
    for (let i = 0; i < 4000; i++) {
      const bytes = drawBytes(i % 4);
      const stream = new Uint8Array(deflateSync(bytes));
      for (let hits = 1 + below(3); hits > 0; hits--) {
        const at = below(stream.length);
        stream[at] = (stream[at] as number) ^ (1 << below(8));
      }
      const out = new Uint8Array(bytes.length);
      if (inflateSmall(stream, out)) expect(reference(stream)).toEqual(out);
    }
  });

  test('leaves to others what is cut off, followed by something, or of another length', () => {
    const bytes = drawBytes(3);
    const stream = new Uint8Array(deflateSync(bytes));
    expect(inflateSmall(stream, new Uint8Array(bytes.length))).toBe(true);
    for (let end = 0; end < stream.length; end++)
      expect(inflateSmall(stream.subarray(0, end), new Uint8Array(bytes.length))).toBe(false);
    expect(inflateSmall(new Uint8Array([...stream, 0]), new Uint8Array(bytes.length))).toBe(false);
    for (const length of [0, bytes.length - 1, bytes.length + 1])
      expect(inflateSmall(stream, new Uint8Array(length))).toBe(false);
  });
});
