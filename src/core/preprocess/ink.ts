import type { Box } from '../image.ts';
import { type Component, findComponents } from './components.ts';
import type { Grey } from './grey.ts';
import { onEvenPaper, onUnevenPaper, type Polarity } from './paper.ts';
import { createPlane, cropPlane, type Plane } from './plane.ts';
import { resample } from './resample.ts';
import { removeRuling } from './ruled.ts';
import { lookForInk, type Sighting } from './scout.ts';
import { inkLevel } from './select.ts';

/** The longer side at most of the small copy on which the ink is looked for. */
const scoutSide = 112;
/** How many pixels the longest piece of ink should have at most where it is cut out. */
const glyphSide = 144;

/** The ink of one way to see the picture, cut out. */
export interface Ink {
  /** 0–1: how much ink. Its components are the writing alone. */
  readonly plane: Plane;
  readonly labels: Int32Array;
  readonly components: readonly Component[];
  /** The plane's top left corner in the picture, and pixels of the picture per pixel of the plane. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly polarity: Polarity;
  /** How much it looks like writing, the likeliest way 1. */
  readonly likeness: number;
  /** Where the ink stands out from the paper, before anything was dropped, and the strength of full ink in it. */
  readonly strength: Plane;
  readonly level: number;
  /** How the paper was found, and what was dropped, for people. */
  readonly reason: string;
  readonly dropped: string;
}

function shrink(plane: Plane): { small: Plane; scale: number } {
  const longer = Math.max(plane.width, plane.height);
  if (longer <= scoutSide) return { small: plane, scale: 1 };
  const scale = longer / scoutSide;
  const width = Math.max(1, Math.round(plane.width / scale));
  const height = Math.max(1, Math.round(plane.height / scale));
  const whole = { x: 0, y: 0, width: plane.width, height: plane.height };
  return { small: resample(plane, whole, width, height), scale };
}

/** Strength to 0–1, the writing's components alone and the soft edge around them. */
function clean(
  strength: Plane,
  labels: Int32Array,
  components: readonly Component[],
  noise: number,
  low: number,
): Plane {
  const { width, height } = strength;
  const ids = new Set(components.map(({ id }) => id));
  const plane = createPlane(width, height);
  const black = Math.min(0.6 * low, 2 * noise);
  const mean =
    components.reduce((sum, { weight }) => sum + weight, 0) /
    components.reduce((sum, { area }) => sum + area, 0);
  const peak = Math.max(...components.map((component) => component.peak));
  const scale = 1 / (Math.min(0.92 * peak, 1.25 * mean) - black);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const value = ((strength.data[at] as number) - black) * scale;
      if (value <= 0) continue;
      if (
        ids.has(labels[at] as number) ||
        (x > 0 && ids.has(labels[at - 1] as number)) ||
        (x < width - 1 && ids.has(labels[at + 1] as number)) ||
        (y > 0 && ids.has(labels[at - width] as number)) ||
        (y < height - 1 && ids.has(labels[at + width] as number))
      )
        plane.data[at] = Math.min(1, value);
    }
  return plane;
}

/** Cuts the sighted ink out of the picture, as finely as it deserves. */
function cutOut(grey: Grey, sighting: Sighting, scale: number): Omit<Ink, 'likeness'> | null {
  const { map, ruling, selection, paper, radius, reason } = sighting;
  const { polarity } = map;
  const told = {
    polarity,
    strength: map.strength,
    level: selection.level,
    reason,
    dropped: selection.reason,
  };
  const small = map.strength;
  const { kept } = selection;
  const ids = new Set(kept.map(({ id }) => id));
  if (scale === 1) {
    const plane = clean(small, selection.labels, kept, map.noise, selection.low);
    return {
      plane,
      labels: selection.labels,
      components: kept,
      x: 0,
      y: 0,
      scale: grey.factor,
      ...told,
    };
  }
  const left = Math.min(...kept.map((c) => c.left));
  const top = Math.min(...kept.map((c) => c.top));
  const right = Math.max(...kept.map((c) => c.right)) + 1;
  const bottom = Math.max(...kept.map((c) => c.bottom)) + 1;
  const longest = Math.max(...kept.map((c) => Math.max(c.right - c.left, c.bottom - c.top) + 1));
  const margin = Math.max(3, 0.15 * longest, 1.2 * radius);
  const per = scale * grey.factor;
  const whole = { width: grey.plane.width * grey.factor, height: grey.plane.height * grey.factor };
  const x = Math.max(0, Math.floor((left - margin) * per));
  const y = Math.max(0, Math.floor((top - margin) * per));
  const width = Math.min(whole.width, Math.ceil((right + margin) * per)) - x;
  const height = Math.min(whole.height, Math.ceil((bottom + margin) * per)) - y;
  const area: Box = { x, y, width, height };
  const factor = Math.max(
    1,
    Math.round((longest * per) / glyphSide),
    Math.ceil(Math.max(width, height) / 1200),
  );
  const part =
    factor === grey.factor && grey.factor === 1
      ? cropPlane(grey.plane, x, y, width, height)
      : grey.part(area, factor);
  const fine =
    paper === null
      ? onUnevenPaper(part, polarity, Math.max(1, Math.round((radius * per) / factor)))
      : onEvenPaper(part, polarity, paper, map.noise);
  const strength = removeRuling(fine.strength, ruling, whole.width / factor, whole.height / factor);
  const toSmall = (cx: number, cy: number): number => {
    const sx = Math.min(small.width - 1, Math.floor((x + (cx + 0.5) * factor) / per));
    const sy = Math.min(small.height - 1, Math.floor((y + (cy + 0.5) * factor) / per));
    return sy * small.width + sx;
  };
  const near = new Uint8Array(small.data.length);
  for (let at = 0; at < near.length; at++)
    if (ids.has(selection.labels[at] as number)) {
      const column = at % small.width;
      for (const next of [
        at,
        column > 0 ? at - 1 : at,
        column < small.width - 1 ? at + 1 : at,
        at - small.width,
        at + small.width,
      ])
        if (next >= 0 && next < near.length) near[next] = 1;
    }
  const masked = createPlane(strength.width, strength.height);
  for (let cy = 0, at = 0; cy < strength.height; cy++)
    for (let cx = 0; cx < strength.width; cx++, at++)
      if (near[toSmall(cx, cy)] === 1) masked.data[at] = strength.data[at] as number;
  const level = inkLevel(masked);
  if (level <= 0) return null;
  const low = Math.max(0.25 * level, 2.5 * fine.noise);
  const { labels, components } = findComponents(strength, low, Math.max(0.45 * level, 4 * fine.noise));
  const touched = new Set<number>();
  for (let at = 0; at < labels.length; at++)
    if (labels[at] !== 0 && (masked.data[at] as number) > 0) touched.add(labels[at] as number);
  const writing = components.filter(({ id }) => touched.has(id));
  const heaviest = Math.max(...writing.map(({ area: size }) => size), 0);
  const strokes = writing.filter(({ area: size }) => size > 0.004 * heaviest);
  if (strokes.length === 0) return null;
  return {
    plane: clean(strength, labels, strokes, fine.noise, low),
    labels,
    components: strokes,
    x,
    y,
    scale: factor,
    ...told,
  };
}

/** The ways in which a picture can be seen as ink on paper, the likeliest first; none when there is no ink. */
export function findInk(grey: Grey): Ink[] {
  const { small, scale } = shrink(grey.plane);
  const found: Ink[] = [];
  const sightings = lookForInk(small);
  for (const sighting of sightings) {
    const ink = cutOut(grey, sighting, scale);
    if (ink !== null) found.push({ ...ink, likeness: sighting.score / (sightings[0]?.score ?? 1) });
  }
  return found;
}
