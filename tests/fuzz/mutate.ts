import { concat } from '../support/png.ts';
import type { Dice } from './dice.ts';

/** Numbers at which lengths, signs and sums go wrong. */
const edges = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

type Mutation = (bytes: Uint8Array<ArrayBuffer>, dice: Dice) => Uint8Array<ArrayBuffer>;

const mutations: readonly Mutation[] = [
  /** A bit turned over. */
  (bytes, { below }) => {
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    return bytes;
  },
  /** A byte replaced. */
  (bytes, { below }) => {
    bytes[below(bytes.length)] = below(256);
    return bytes;
  },
  /** A number of two or four bytes set to one where sums go wrong. */
  (bytes, { below, pick, chance }) => {
    const view = new DataView(bytes.buffer);
    const wide = chance(0.5) && bytes.length >= 4;
    if (bytes.length < 2) return bytes;
    const at = below(bytes.length - (wide ? 3 : 1));
    if (wide) view.setUint32(at, pick(edges), chance(0.5));
    else view.setUint16(at, pick(edges) & 0xffff, chance(0.5));
    return bytes;
  },
  /** Cut off. */
  (bytes, { below }) => bytes.slice(0, below(bytes.length + 1)),
  /** A piece taken out. */
  (bytes, { below }) => {
    const at = below(bytes.length);
    return concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(16))]);
  },
  /** A piece repeated somewhere else. */
  (bytes, { below }) => {
    const from = below(bytes.length);
    const piece = bytes.subarray(from, from + 1 + below(64));
    const at = below(bytes.length);
    return concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  /** Noise put in. */
  (bytes, { below, bytes: noise }) => {
    const at = below(bytes.length);
    return concat([bytes.subarray(0, at), noise(1 + below(16)), bytes.subarray(at)]);
  },
];

/** A few things done to a copy of it. */
export function mutate(bytes: Uint8Array, dice: Dice): Uint8Array<ArrayBuffer> {
  let mutated = new Uint8Array(bytes);
  for (let i = 1 + dice.below(4); i > 0 && mutated.length > 0; i--)
    mutated = dice.pick(mutations)(mutated, dice);
  return mutated;
}

/** The same for text. */
export const mutateText = (text: string, dice: Dice): string =>
  new TextDecoder().decode(mutate(new TextEncoder().encode(text), dice));
