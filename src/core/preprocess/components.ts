import type { Plane } from './plane.ts';

/** A connected piece of ink. Coordinates are pixels of the working copy; `right` and `bottom` are the last ones inside. */
export interface Component {
  readonly id: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Pixels. */
  area: number;
  /** Sum of ink strength. */
  weight: number;
  /** Highest ink strength. */
  peak: number;
  /** How many of its pixels lie on the picture's left, top, right and bottom border. */
  readonly contact: [left: number, top: number, right: number, bottom: number];
}

export interface Labelled {
  /** 0 where there is no ink, else the `id` of the component. */
  readonly labels: Int32Array;
  readonly components: Component[];
}

/**
 * Hysteresis: pixels above `low`, gathered with their eight neighbours, kept where at least one of them is above `high`.
 *
 * @param ink strength per pixel, 0 and more
 */
export function findComponents({ width, height, data }: Plane, low: number, high: number): Labelled {
  const labels = new Int32Array(width * height);
  const stack = new Int32Array(width * height);
  const components: Component[] = [];
  let next = 1;
  for (let seed = 0; seed < data.length; seed++) {
    if ((data[seed] as number) < high || labels[seed] !== 0) continue;
    const id = next++;
    const found: Component = {
      id,
      left: width,
      top: height,
      right: 0,
      bottom: 0,
      area: 0,
      weight: 0,
      peak: 0,
      contact: [0, 0, 0, 0],
    };
    let depth = 0;
    stack[depth++] = seed;
    labels[seed] = id;
    while (depth > 0) {
      const at = stack[--depth] as number;
      const y = (at / width) | 0;
      const x = at - y * width;
      const value = data[at] as number;
      found.area++;
      found.weight += value;
      if (value > found.peak) found.peak = value;
      if (x < found.left) found.left = x;
      if (x > found.right) found.right = x;
      if (y < found.top) found.top = y;
      if (y > found.bottom) found.bottom = y;
      if (x === 0) found.contact[0]++;
      if (y === 0) found.contact[1]++;
      if (x === width - 1) found.contact[2]++;
      if (y === height - 1) found.contact[3]++;
      const x0 = x > 0 ? x - 1 : x;
      const x1 = x < width - 1 ? x + 1 : x;
      const y1 = y < height - 1 ? y + 1 : y;
      for (let ny = y > 0 ? y - 1 : y; ny <= y1; ny++)
        for (let nx = x0, near = ny * width + x0; nx <= x1; nx++, near++)
          if (labels[near] === 0 && (data[near] as number) >= low) {
            labels[near] = id;
            stack[depth++] = near;
          }
    }
    components.push(found);
  }
  return { labels, components };
}

export const widthOf = ({ left, right }: Component): number => right - left + 1;
export const heightOf = ({ top, bottom }: Component): number => bottom - top + 1;
export const longerSideOf = (component: Component): number =>
  Math.max(widthOf(component), heightOf(component));
