import {
  type Component,
  findComponents,
  heightOf,
  type Labelled,
  longerSideOf,
  widthOf,
} from './components.ts';
import { dilate } from './morphology.ts';
import type { InkMap } from './paper.ts';
import { createPlane, type Plane } from './plane.ts';

/** The ink that belongs to writing. */
export interface Selection extends Labelled {
  /** The strength of full ink, in units of brightness. */
  readonly level: number;
  readonly low: number;
  readonly kept: Component[];
  readonly reason: string;
}

/** Fainter than this share of the whole range from black to white is no ink, however clean the paper. */
const faintest = 0.04;
/** Smaller pictures are cut tightly around a digit, whose strokes may well run along their edges. */
const tightSide = 24;
/** Ink stands out from the paper's noise at least so many times. */
const aboveNoise = 6;

/** The strength that all but a few pixels stay below: the ink's, even if only a hair of it is there. */
export function inkLevel({ data }: Plane): number {
  let highest = 0;
  for (let i = 0; i < data.length; i++) if ((data[i] as number) > highest) highest = data[i] as number;
  if (highest === 0) return 0;
  const bins = new Uint32Array(256);
  for (let i = 0; i < data.length; i++) {
    const bin = Math.min(255, ((data[i] as number) / highest) * 256) | 0;
    bins[bin] = (bins[bin] as number) + 1;
  }
  let above = 0;
  const few = Math.max(3, data.length * 0.0003);
  for (let bin = 255; bin > 0; bin--) {
    above += bins[bin] as number;
    if (above >= few) return ((bin + 1) / 256) * highest;
  }
  return highest;
}

/** Whether a component is part of the picture's rim rather than writing: the table beside the paper, a shadow's edge, a corner. */
function isRim(component: Component, width: number, height: number): boolean {
  const [left, top, right, bottom] = component.contact;
  const across = Math.max(top, bottom);
  const along = Math.max(left, right);
  if (across === 0 && along === 0) return false;
  const w = widthOf(component);
  const h = heightOf(component);
  const lying = across > 0.7 * w && h < 0.2 * height;
  const standing = along > 0.7 * h && w < 0.2 * width;
  const corner = across > 0.6 * w && along > 0.6 * h;
  const strip = (along > 0.8 * h && h > 0.9 * height) || (across > 0.8 * w && w > 0.9 * width);
  if (strip && Math.min(w / width, h / height) < 0.5) return true;
  const bordering = across + along;
  return (
    (lying && (w > 0.3 * width || across > 2 * h)) ||
    (standing && (h > 0.3 * height || along > 2 * w)) ||
    (corner && bordering > 4)
  );
}

/** In pictures smaller than this a digit may lie along a side, too: they are crops. */
const cropSide = 40;
/** Ink that covers so much of a side of the picture, and not the whole picture, is the ground beside the paper or in a shadow. */
const coversSide = 0.75;

/**
 * Whether all that was kept is ground rather than writing: a strip or a corner that lies along the picture's sides, or a splinter
 * on its border. Writing cut tightly reaches the opposite side, too.
 */
export function isGround({ kept }: Selection, { width, height }: Plane): boolean {
  if (Math.min(width, height) <= cropSide) return false;
  return kept.every((component) => {
    const [left, top, right, bottom] = component.contact;
    const w = widthOf(component);
    const h = heightOf(component);
    const along = Math.max(left, right);
    const across = Math.max(top, bottom);
    const strip =
      (along > coversSide * height && w < 0.9 * width) || (across > coversSide * width && h < 0.9 * height);
    const corner =
      along > coversSide * h && across > coversSide * w && w < 0.9 * width && component.area > 0.4 * w * h;
    const splinter = along + across > 0 && Math.max(w, h) < 0.06 * Math.min(width, height);
    return strip || corner || splinter;
  });
}

/** The mean step in brightness from one side of a component to the other, measured across its longer side. */
function stepAcross({ width, height, data }: Plane, labels: Int32Array, component: Component): number {
  const standing = heightOf(component) >= widthOf(component);
  const [first, last] = standing ? [component.top, component.bottom] : [component.left, component.right];
  const [near, far] = standing ? [component.left, component.right] : [component.top, component.bottom];
  const at = (line: number, across: number): number =>
    standing ? line * width + across : across * width + line;
  const reach = (standing ? width : height) - 1;
  let [sum, lines] = [0, 0];
  for (let line = first; line <= last; line++) {
    let begin = near;
    let end = far;
    while (begin <= end && labels[at(line, begin)] !== component.id) begin++;
    while (end >= begin && labels[at(line, end)] !== component.id) end--;
    if (begin > end || begin < 2 || end > reach - 2) continue;
    sum += (data[at(line, end + 2)] as number) - (data[at(line, begin - 2)] as number);
    lines++;
  }
  return lines === 0 ? 0 : Math.abs(sum / lines);
}

/** Whether a component is the seam of two grounds, such as table and paper, rather than a stroke on one. */
function isSeam(grey: Plane, labels: Int32Array, component: Component, level: number): boolean {
  const touching = component.contact.some((pixels) => pixels > 0);
  const longer = longerSideOf(component);
  if (
    !touching ||
    longer < 0.06 * Math.min(grey.width, grey.height) ||
    component.area > 0.3 * longer * longer
  )
    return false;
  return stepAcross(grey, labels, component) > 0.4 * level;
}

/** A line around everything else. */
function isFrame(component: Component, width: number, height: number): boolean {
  const w = widthOf(component);
  const h = heightOf(component);
  return w > 0.85 * width && h > 0.85 * height && component.area < 0.3 * w * h;
}

/** The plane without some components and the faint seam around them. */
function without(plane: Plane, labels: Int32Array, dropped: ReadonlySet<number>): Plane {
  const { width, height } = plane;
  const gone = createPlane(width, height);
  for (let at = 0; at < labels.length; at++) if (dropped.has(labels[at] as number)) gone.data[at] = 1;
  const seam = dilate(gone, Math.max(1, Math.round(0.02 * Math.min(width, height))));
  const data = plane.data.slice();
  for (let at = 0; at < data.length; at++) if ((seam.data[at] as number) > 0) data[at] = 0;
  return { ...plane, data };
}

/**
 * Separates writing from specks, rims, frames and noise.
 *
 * @returns `null` when there is no ink
 */
export function selectInk({ strength, grey, noise }: InkMap): Selection | null {
  const { width, height } = strength;
  let plane = strength;
  const tight = Math.min(width, height) < tightSide;
  const reasons: string[] = [];
  for (let round = 0; round < 4; round++) {
    const level = inkLevel(plane);
    if (level < Math.max(faintest, aboveNoise * noise)) return null;
    const high = Math.max(0.45 * level, 4 * noise);
    const low = Math.max(0.25 * level, 2.5 * noise);
    const found = findComponents(plane, low, high);
    const rims = tight ? [] : found.components.filter((component) => isRim(component, width, height));
    const heaviest = found.components.reduce<Component | null>(
      (best, component) =>
        rims.includes(component) || (best && best.weight >= component.weight) ? best : component,
      null,
    );
    const dropped = new Set<number>();
    if (heaviest !== null || Math.min(width, height) > 64)
      for (const rim of rims)
        if (heaviest === null || longerSideOf(heaviest) > 0.12 * Math.min(width, height)) dropped.add(rim.id);
    for (const component of found.components)
      if (
        isFrame(component, width, height) &&
        found.components.some(
          (other) => other !== component && longerSideOf(other) > 0.2 * Math.min(width, height),
        )
      )
        dropped.add(component.id);
    for (const component of found.components)
      if (!tight && isSeam(grey, found.labels, component, level)) dropped.add(component.id);
    if (dropped.size > 0) {
      reasons.push('what runs along the edge of the picture was left out');
      plane = without(plane, found.labels, dropped);
      continue;
    }
    const tallest = Math.max(...found.components.map(longerSideOf), 0);
    const weightiest = heaviest?.weight ?? 0;
    const kept = found.components.filter(
      (component) => longerSideOf(component) >= 0.15 * tallest || component.weight >= 0.05 * weightiest,
    );
    const smallest = Math.max(3, 0.04 * Math.min(width, height));
    if (tallest < smallest) return null;
    if (kept.length > 6 && tallest < 0.14 * Math.min(width, height)) return null;
    const specks = found.components.length - kept.length;
    if (specks > 0) reasons.push(`${specks} ${specks === 1 ? 'speck was' : 'specks were'} dropped`);
    return {
      ...found,
      level,
      low,
      kept,
      reason: reasons.length === 0 ? 'the ink is clean' : reasons.join('; '),
    };
  }
  return null;
}
