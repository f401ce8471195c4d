import { close, open } from './morphology.ts';
import { createPlane, type Plane, quantile } from './plane.ts';

/** `dark`: ink darker than its paper. */
export type Polarity = 'dark' | 'light';

/** How strongly each pixel differs from the paper behind it, in the ink's direction. */
export interface InkMap {
  /** 0 and more, as a share of the paper's brightness; what is common in the paper has been subtracted. */
  readonly strength: Plane;
  readonly polarity: Polarity;
  /** What it was made from. */
  readonly grey: Plane;
  /** Standard deviation of what remains of the paper. */
  readonly noise: number;
}

/** Shadows dim the ink and the paper alike, so differences are divided by the paper; but no darker paper than this is trusted. */
const darkest = 0.3;

/** Ink on a paper that is even: everything that is darker (or brighter) than it. */
export function onEvenPaper(grey: Plane, polarity: Polarity, paper: number, noise: number): InkMap {
  const sign = polarity === 'dark' ? -1 : 1;
  const strength = createPlane(grey.width, grey.height);
  for (let i = 0; i < grey.data.length; i++) {
    const difference = sign * ((grey.data[i] as number) - paper);
    if (difference > 0) strength.data[i] = difference;
  }
  return { strength, polarity, grey, noise };
}

/** Ink on a paper whose brightness varies: the paper is what remains when everything that a square of this radius covers is filled. */
export function onUnevenPaper(grey: Plane, polarity: Polarity, radius: number): InkMap {
  const paper = polarity === 'dark' ? close(grey, radius) : open(grey, radius);
  const { data } = paper;
  for (let i = 0; i < data.length; i++) {
    const ground = data[i] as number;
    const here = grey.data[i] as number;
    data[i] = polarity === 'dark' ? (ground - here) / Math.max(darkest, ground) : here - ground;
  }
  const floor = quantile(data, 0.45);
  const noise = (floor - quantile(data, 0.08)) / 1.28;
  if (floor > 0) for (let i = 0; i < data.length; i++) data[i] = Math.max(0, (data[i] as number) - floor);
  return { strength: paper, polarity, grey, noise };
}
