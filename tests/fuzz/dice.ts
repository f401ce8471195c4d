import { createRandom } from '../support/synthetic.ts';

/** Everything that a grammar throws dice for; the same seed, the same throws. */
export interface Dice {
  /** 0 to n − 1. */
  below(n: number): number;
  chance(share: number): boolean;
  pick<T>(values: readonly T[]): T;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  return {
    below,
    chance: (share) => random() < share,
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined && values.length === 0) throw new Error('Cannot pick from nothing');
      return value as (typeof values)[number];
    },
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
