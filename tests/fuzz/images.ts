import { fixture } from '../support/jpeg.ts';
import { fixChecksums, type PngSpec, pngChunk, writePng } from '../support/png.ts';
import { seven } from '../support/seven.ts';
import type { Dice } from './dice.ts';
import { jpeg, webp } from './formats.ts';
import { mutate } from './mutate.ts';

const depths: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const ancillary = [
  'gAMA',
  'cHRM',
  'sBIT',
  'bKGD',
  'hIST',
  'pHYs',
  'tIME',
  'tEXt',
  'zTXt',
  'iTXt',
  'sPLT',
  'eXIf',
  'iCCP',
  'acTL',
  'CgBI',
  'ABCD',
];
const others = [
  seven.jpeg,
  seven.webp,
  ...['grey.jpg', 'cmyk.jpg', 'restarts.jpg', 'animated.webp'].map(fixture),
];

/** A PNG of any kind, right or, by one of its chunks, not quite. */
function png(dice: Dice): Uint8Array<ArrayBuffer> {
  const colourType = dice.pick([0, 2, 3, 4, 6]);
  const depth = dice.pick(depths[colourType] ?? [8]);
  const entries = 1 + dice.below(2 ** Math.min(8, depth));
  const most = colourType === 3 ? entries : 2 ** depth;
  const spec: PngSpec = {
    width: 1 + dice.below(dice.chance(0.1) ? 200 : 24),
    height: 1 + dice.below(24),
    depth,
    colourType,
    interlaced: dice.chance(0.4),
    filters: Array.from({ length: 1 + dice.below(5) }, () => dice.below(dice.chance(0.05) ? 9 : 5)),
    pieces: 1 + dice.below(4),
    sample: () => dice.below(dice.chance(0.002) ? 256 : most),
    before: dice.chance(0.3)
      ? Array.from({ length: 1 + dice.below(3) }, () =>
          pngChunk(dice.pick(ancillary), dice.bytes(dice.below(40))),
        )
      : [],
    ...((colourType === 3) !== dice.chance(0.03) && { palette: [...dice.bytes(entries * 3)] }),
    ...(dice.chance(0.25) && { transparency: [...dice.bytes(dice.pick([1, 2, 6, entries]))] }),
  };
  return writePng(spec);
}

/** A file that may be an image: right, damaged, or damaged with its checksums made right again. */
export function image(dice: Dice): Uint8Array<ArrayBuffer> {
  if (dice.chance(0.03)) return dice.bytes(dice.below(64));
  if (dice.chance(0.35)) return dice.chance(0.5) ? jpeg(dice) : webp(dice);
  const isPng = dice.chance(0.7);
  const whole = isPng ? png(dice) : dice.pick(others);
  if (isPng && dice.chance(0.3)) return whole;
  const damaged = mutate(whole, dice);
  if (isPng && dice.chance(0.7)) fixChecksums(damaged);
  return damaged;
}
