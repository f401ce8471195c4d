import { close, open } from './morphology.ts';
import { createPlane, type Plane, quantile } from './plane.ts';
import { resample } from './resample.ts';

export type Polarity = 'dark' | 'light';

/** How strongly each pixel differs from the paper behind it, in the ink's direction. */
export interface InkMap {
  /** 0 and more, in units of brightness; noise of the paper subtracted. */
  readonly strength: Plane;
  /** `dark`: ink darker than its paper. */
  readonly polarity: Polarity;
  /** Standard deviation of what remains of the paper. */
  readonly noise: number;
  /** How the paper was found, for people. */
  readonly reason: string;
}

/** Borders whose brightness varies less are one plain background. */
const plainBorder = 0.07;
/** Longer side of the copy on which the size of the strokes is sought. */
const scoutSide = 128;
/** Radii tried, as shares of the shorter side. */
const reaches = [0.012, 0.025, 0.05, 0.1, 0.18, 0.3, 0.45];

function borderOf({ width, height, data }: Plane): Float32Array {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(data[x] as number, data[(height - 1) * width + x] as number);
  for (let y = 1; y < height - 1; y++)
    border.push(data[y * width] as number, data[y * width + width - 1] as number);
  return Float32Array.from(border);
}

/** Differences from one brightness; `sign` -1 for ink that is darker than it. */
function differ({ width, height, data }: Plane, paper: number, sign: number): Plane {
  const result = createPlane(width, height);
  for (let i = 0; i < data.length; i++) {
    const difference = sign * ((data[i] as number) - paper);
    if (difference > 0) result.data[i] = difference;
  }
  return result;
}

/** A picture on one even background, such as a drawing or a scan: both polarities if both are there, the stronger first. */
function onPlainPaper(grey: Plane, paper: number, spread: number): InkMap[] {
  const sides = (['dark', 'light'] as const).map((polarity) => {
    const strength = differ(grey, paper, polarity === 'dark' ? -1 : 1);
    let energy = 0;
    for (const value of strength.data) if (value > 0.1) energy += value;
    const reason = `the border is even: what is ${polarity === 'dark' ? 'darker' : 'brighter'} is ink`;
    return { energy, map: { strength, polarity, noise: spread, reason } };
  });
  sides.sort((a, b) => b.energy - a.energy);
  const [first, second] = sides as [(typeof sides)[0], (typeof sides)[0]];
  return second.energy > 0.35 * first.energy ? [first.map, second.map] : [first.map];
}

/** Mean of three by three, where there is room for that. */
function soften(plane: Plane): Plane {
  const { width, height, data } = plane;
  if (Math.min(width, height) < 160) return plane;
  const across = createPlane(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const left = x > 0 ? (data[at - 1] as number) : (data[at] as number);
      const right = x < width - 1 ? (data[at + 1] as number) : (data[at] as number);
      across.data[at] = (left + (data[at] as number) + right) / 3;
    }
  const result = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    const above = y > 0 ? -width : 0;
    const below = y < height - 1 ? width : 0;
    for (let x = 0, at = y * width; x < width; x++, at++)
      result.data[at] =
        ((across.data[at + above] as number) +
          (across.data[at] as number) +
          (across.data[at + below] as number)) /
        3;
  }
  return result;
}

/** What stands out from its surroundings and is narrower than the square of this radius. */
function standOut(grey: Plane, polarity: Polarity, radius: number): Plane {
  const paper = polarity === 'dark' ? close(grey, radius) : open(grey, radius);
  const result = createPlane(grey.width, grey.height);
  for (let i = 0; i < result.data.length; i++)
    result.data[i] = Math.abs((paper.data[i] as number) - (grey.data[i] as number));
  return result;
}

interface Scale {
  readonly polarity: Polarity;
  /** Share of the shorter side. */
  readonly reach: number;
  readonly energy: number;
}

/** At which size of the square the ink is seen whole, for one polarity: from there on a larger one adds little. */
function plateaus(scout: Plane, polarity: Polarity): Scale[] {
  const side = Math.min(scout.width, scout.height);
  let before = -1;
  const energies = reaches.map((reach) => {
    const radius = Math.max(1, Math.round(reach * side));
    if (radius === before) return null;
    before = radius;
    const out = standOut(scout, polarity, radius);
    const floor = quantile(out.data, 0.5);
    const noise = Math.max(0.004, (floor - quantile(out.data, 0.1)) / 1.28);
    let energy = 0;
    for (const value of out.data) if (value > floor + 4 * noise + 0.015) energy += value - floor;
    return { polarity, reach, energy: energy / out.data.length };
  });
  const tried = energies.filter((scale) => scale !== null);
  return tried.filter(
    ({ energy }, i) =>
      energy > 0 && (i === tried.length - 1 || (tried[i + 1] as Scale).energy < 1.3 * energy),
  );
}

/** Ink on paper whose brightness varies: the paper is what remains when everything narrow has been filled. */
function onUnevenPaper(grey: Plane): InkMap[] {
  const longer = Math.max(grey.width, grey.height);
  const shrink = Math.min(1, scoutSide / longer);
  const scout =
    shrink === 1
      ? grey
      : resample(
          grey,
          { x: 0, y: 0, width: grey.width, height: grey.height },
          Math.max(1, Math.round(grey.width * shrink)),
          Math.max(1, Math.round(grey.height * shrink)),
        );
  const scales = [...plateaus(scout, 'dark'), ...plateaus(scout, 'light')];
  const most = scales.reduce((highest, { energy }) => Math.max(highest, energy), 0);
  const chosen: Scale[] = [];
  for (const scale of scales
    .filter(({ energy }) => energy > 0.12 * most)
    .sort((a, b) => a.reach - b.reach || b.energy - a.energy)) {
    const known = chosen.filter(({ polarity }) => polarity === scale.polarity);
    if (known.every(({ energy }) => scale.energy > 1.6 * energy)) chosen.push(scale);
  }
  const smooth = soften(grey);
  const side = Math.min(grey.width, grey.height);
  return chosen.slice(0, 3).map(({ polarity, reach }) => {
    const radius = Math.max(1, Math.round(reach * side * (shrink === 1 ? 1 : 1.15)));
    const strength = standOut(smooth, polarity, radius);
    const floor = quantile(strength.data, 0.5);
    const noise = (floor - quantile(strength.data, 0.1)) / 1.28;
    for (let i = 0; i < strength.data.length; i++)
      strength.data[i] = Math.max(0, (strength.data[i] as number) - floor);
    const tone = polarity === 'dark' ? 'darker' : 'brighter';
    return {
      strength,
      polarity,
      noise,
      reason: `the light is uneven: strokes ${tone} than the paper around them were kept, the paper was made even`,
    };
  });
}

/** The ways in which a picture can be seen as ink on paper, the likeliest first; none when it is all one brightness. */
export function findInk(grey: Plane): InkMap[] {
  const border = borderOf(grey);
  const low = quantile(border, 0.03);
  const high = quantile(border, 0.97);
  if (high - low < plainBorder) return onPlainPaper(grey, quantile(border, 0.5), (high - low) / 4);
  return onUnevenPaper(grey);
}
