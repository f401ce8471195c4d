import { type InkMap, onEvenPaper, onUnevenPaper, type Polarity } from './paper.ts';
import { type Plane, quantile } from './plane.ts';
import { findRuling, type Ruling, removeRuling } from './ruled.ts';
import { isGround, type Selection, selectInk } from './select.ts';
import { thickestPlace } from './thickest.ts';
import { twoTones } from './two-tones.ts';

/** Where ink was seen on the small copy, and how. */
export interface Sighting {
  readonly map: InkMap;
  readonly selection: Selection;
  /** Brightness of an even paper, or `null`. */
  readonly paper: number | null;
  /** Radius of the square that fills the strokes, in pixels of the small copy. */
  readonly radius: number;
  /** Printed lines that were taken away. */
  readonly ruling: Ruling;
  /** How much it looks like writing, 0–1. */
  readonly score: number;
  readonly reason: string;
}

/** Borders whose brightness varies less are one even background. */
const evenBorder = 0.07;
/** Radii tried, as shares of the shorter side. */
const reaches = [0.012, 0.025, 0.05, 0.09, 0.15, 0.24, 0.36, 0.5];
/** Shadows, slopes and grain look less like writing than this, the faintest pencil more. */
const leastLikeness = 0.035;
/** Pictures this small are cut tightly around a digit: thin squares would see only splinters of its strokes. */
const smallSide = 40;
/** A larger square that shows the same ink so much stronger has not filled it yet before. */
const saturated = 1.15;

function borderOf({ width, height, data }: Plane): Float32Array {
  const border = new Float32Array(2 * width + 2 * height);
  border.set(data.subarray(0, width));
  border.set(data.subarray((height - 1) * width), width);
  for (let y = 0; y < height; y++) {
    border[2 * width + 2 * y] = data[y * width] as number;
    border[2 * width + 2 * y + 1] = data[y * width + width - 1] as number;
  }
  return border;
}

/** Takes printed lines out of a map; looks for them unless it is told where they run. */
function unruled(map: InkMap, known: Ruling | null): { map: InkMap; ruling: Ruling } {
  const ruling = known ?? findRuling(map.strength, Math.max(0.02, 4 * map.noise));
  if (!ruling.rows && !ruling.columns) return { map, ruling };
  const { width, height } = map.strength;
  return { map: { ...map, strength: removeRuling(map.strength, ruling, width, height) }, ruling };
}

/** Mean strength over the pixels of a selection. */
function meanOver({ labels, kept }: Selection, strength: Plane): number {
  const ids = new Set(kept.map(({ id }) => id));
  let sum = 0;
  let count = 0;
  for (let i = 0; i < labels.length; i++)
    if (labels[i] !== 0 && ids.has(labels[i] as number)) {
      sum += strength.data[i] as number;
      count++;
    }
  return count === 0 ? 0 : sum / count;
}

/** Whether two selections are mostly the same pixels. */
function same(a: Selection, b: Selection): boolean {
  const inA = new Set(a.kept.map(({ id }) => id));
  const inB = new Set(b.kept.map(({ id }) => id));
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.labels.length; i++) {
    const one = inA.has(a.labels[i] as number);
    const other = inB.has(b.labels[i] as number);
    if (one && other) both++;
    if (one || other) either++;
  }
  return both > 0.7 * either;
}

/**
 * How much a selection looks like strokes of a pen: strong, with sharp edges, long for its width, and not lying along the picture's edge.
 *
 * @param reach the size of the square that it took, as a share of the shorter side: thinner is likelier
 */
function likeness(grey: Plane, { strength, noise }: InkMap, selection: Selection, reach: number): number {
  const { width, height } = grey;
  const { labels, kept, level } = selection;
  const ids = new Set(kept.map(({ id }) => id));
  const mask = new Uint8Array(width * height);
  let [area, edge, outline, contact] = [0, 0, 0, 0];
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const inside = ids.has(labels[at] as number);
      if (inside) {
        area++;
        mask[at] = 1;
        if (x === 0 || y === 0 || x === width - 1 || y === height - 1) contact++;
      }
      const right = x + 1 < width ? at + 1 : at;
      const below = y + 1 < height ? at + width : at;
      const step = (to: number): void => {
        if (ids.has(labels[to] as number) === inside) return;
        outline++;
        const wide = 2 * to - at;
        const near =
          wide < labels.length ? Math.abs((grey.data[wide] as number) - (grey.data[at] as number)) : 0;
        edge += Math.max(Math.abs((grey.data[to] as number) - (grey.data[at] as number)), near);
      };
      step(right);
      step(below);
    }
  const mean = meanOver(selection, strength);
  const longer =
    Math.max(
      Math.max(...kept.map((c) => c.right)) - Math.min(...kept.map((c) => c.left)),
      Math.max(...kept.map((c) => c.bottom)) - Math.min(...kept.map((c) => c.top)),
    ) + 1;
  const thickness = (2 * area) / Math.max(1, outline + contact);
  const slender = thickness / longer;
  const even = Math.min(1, thickness / thickestPlace(mask, width, height));
  const sharpness = Math.min(1, edge / Math.max(1, outline) / (0.6 * mean));
  const free = 1 - Math.min(0.9, contact / Math.max(1, outline + contact));
  const clear = Math.min(1, level / (12 * noise + 0.001));
  return (
    even *
    even *
    Math.sqrt(mean) *
    sharpness *
    sharpness *
    free *
    clear *
    (slender < 0.22 ? 1 : 0.35) *
    (1 / (1 + 2.5 * reach))
  );
}

/** Both polarities against one even background. */
function onEven(grey: Plane, paper: number, spread: number): Sighting[] {
  const sightings: Sighting[] = [];
  for (const polarity of ['dark', 'light'] as const) {
    const { map, ruling } = unruled(onEvenPaper(grey, polarity, paper, spread), null);
    const selection = selectInk(map);
    if (selection === null) continue;
    let score = 0;
    for (const value of map.strength.data) if (value > 0.1) score += value;
    const reason = `the border is even: what is ${polarity === 'dark' ? 'darker' : 'brighter'} is ink`;
    sightings.push({ map, ruling, selection, paper, radius: 0, score: score + 1e-6, reason });
  }
  sightings.sort((a, b) => b.score - a.score);
  return sightings.filter(({ score }) => score > 0.35 * (sightings[0]?.score ?? 0));
}

/** A picture of two tones that fill it to its border: one of them is ink, the other paper. */
function onTwoTones(grey: Plane, tones: { dark: number; light: number }): Sighting[] {
  const sightings: Sighting[] = [];
  for (const polarity of ['dark', 'light'] as const) {
    const paper = polarity === 'dark' ? tones.light : tones.dark;
    const { map, ruling } = unruled(onEvenPaper(grey, polarity, paper, 0), null);
    const selection = selectInk(map);
    if (selection === null) continue;
    const reason = `the picture has two tones: the ${polarity === 'dark' ? 'darker' : 'brighter'} one was taken for ink`;
    sightings.push({
      map,
      ruling,
      selection,
      paper,
      radius: 0,
      score: likeness(grey, map, selection, 0),
      reason,
    });
  }
  return sightings;
}

/** Without those that show the same ink as a likelier one. */
const distinct = (sightings: readonly Sighting[]): Sighting[] =>
  sightings.filter((one, i) =>
    sightings
      .slice(0, i)
      .every((other) => one.map.polarity !== other.map.polarity || !same(one.selection, other.selection)),
  );

/** One polarity, with squares of growing size, each time that one has filled some strokes. */
function onUneven(grey: Plane, polarity: Polarity): Sighting[] {
  const side = Math.min(grey.width, grey.height);
  const fitting = side <= smallSide ? reaches.filter((reach) => reach >= 0.12) : reaches;
  const radii = [...new Set(fitting.map((reach) => Math.max(1, Math.round(reach * side))))];
  const sightings: Sighting[] = [];
  let before: { map: InkMap; ruling: Ruling; selection: Selection; radius: number } | null = null;
  const tone = polarity === 'dark' ? 'darker' : 'brighter';
  const reason = `the light is uneven: strokes ${tone} than the paper around them are ink`;
  const settle = (next: InkMap | null): void => {
    if (before === null) return;
    const { map, ruling, selection, radius } = before;
    if (next !== null && meanOver(selection, next.strength) > saturated * meanOver(selection, map.strength))
      return;
    if (sightings.some((known) => same(known.selection, selection))) return;
    sightings.push({
      map,
      ruling,
      selection,
      paper: null,
      radius,
      score: likeness(grey, map, selection, radius / side),
      reason,
    });
  };
  let lines: Ruling | null = null;
  for (const radius of radii) {
    const { map, ruling }: { map: InkMap; ruling: Ruling } = unruled(
      onUnevenPaper(grey, polarity, radius),
      lines,
    );
    if (radius >= 0.04 * side) lines = ruling;
    settle(map);
    const selection = selectInk(map);
    before = selection && { map, ruling, selection, radius };
  }
  settle(null);
  return sightings;
}

/** The ways in which a small picture can be seen as ink on paper, the likeliest first; none when there is no ink. */
export function lookForInk(grey: Plane): Sighting[] {
  const border = borderOf(grey);
  const low = quantile(border, 0.02);
  const high = quantile(border, 0.98);
  if (high - low < evenBorder) return onEven(grey, quantile(border, 0.5), (high - low) / 4);
  const tones = twoTones(grey);
  const small = Math.min(grey.width, grey.height) <= smallSide;
  const found = tones === null ? [] : onTwoTones(grey, tones);
  if (tones === null || !tones.pure || !small || found.length === 0)
    found.push(...onUneven(grey, 'dark'), ...onUneven(grey, 'light'));
  const sightings = found
    .filter(({ score, selection }) => score > leastLikeness && !isGround(selection, grey))
    .sort((a, b) => b.score - a.score);
  return distinct(sightings)
    .filter(({ score }) => score > 0.15 * (sightings[0]?.score ?? 0))
    .slice(0, 3);
}
