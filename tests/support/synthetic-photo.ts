import type { RgbaImage } from '../../src/core/image.ts';
import type { Plane } from '../../src/core/preprocess/plane.ts';
import { createRandom } from './synthetic.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** How a picture of writing came to be. */
export interface Scene {
  readonly paper?: Colour;
  readonly ink?: Colour;
  /** 0–1: how much of the ink's colour is seen, e.g. 0.3 for a faint pencil. */
  readonly opacity?: number;
  /** Brightness lost from one side to the other, e.g. 0.4. */
  readonly slope?: number;
  /** A shadow over everything left of a slanted line. */
  readonly shadow?: { readonly at: number; readonly depth: number; readonly softness: number };
  /** The table, seen beyond the paper's edge: `width` pixels on the left, slanted. */
  readonly table?: { readonly width: number; readonly colour: Colour };
  /** Ruled lines each `every` pixels, `squared` for both ways. */
  readonly ruled?: {
    readonly every: number;
    readonly thickness: number;
    readonly colour: Colour;
    readonly squared?: boolean;
  };
  /** Standard deviation of the noise, 0–255. */
  readonly noise?: number;
  /** Rounds of 3×3 blur after everything but the noise. */
  readonly blur?: number;
  /** A box around the picture: so many pixels. */
  readonly frame?: { readonly thickness: number; readonly colour: Colour };
  /** Only the ink is opaque; its paper is transparent. */
  readonly transparent?: boolean;
  readonly seed?: number;
}

function soften(plane: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(plane.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let [sum, seen] = [0, 0];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          sum += plane[ny * width + nx] ?? 0;
          seen++;
        }
      result[y * width + x] = sum / seen;
    }
  return result;
}

/** Lays ink (coverage 0–1) on paper and photographs it. */
export function photograph({ width, height, data: cover }: Plane, scene: Scene): RgbaImage {
  const { paper = [250, 250, 250], ink = [20, 20, 25], opacity = 1, seed = 1 } = scene;
  const random = createRandom(seed);
  const channels = [0, 1, 2].map(() => new Float32Array(width * height));
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      let light = 1 - (scene.slope ?? 0) * (x / width);
      if (scene.shadow) {
        const { at: where, depth, softness } = scene.shadow;
        const distance = where * width + 0.3 * (y - height / 2) - x;
        light *= 1 - depth * Math.max(0, Math.min(1, 0.5 + distance / softness));
      }
      const table = scene.table && x < scene.table.width + 0.05 * y ? scene.table.colour : null;
      const { ruled } = scene;
      const onRule =
        ruled && (y % ruled.every < ruled.thickness || (ruled.squared && x % ruled.every < ruled.thickness));
      const drawn = opacity * (cover[at] ?? 0);
      for (const [c, channel] of channels.entries()) {
        const ground = (table ?? (onRule ? ruled.colour : paper))[c] ?? 0;
        channel[at] = light * (ground + (table ? 0 : drawn) * ((ink[c] ?? 0) - ground));
      }
      const thickness = scene.frame?.thickness ?? 0;
      if (scene.frame && Math.min(x, y, width - 1 - x, height - 1 - y) < thickness)
        for (const [c, channel] of channels.entries()) channel[at] = scene.frame.colour[c] ?? 0;
    }
  const done = channels.map((channel) => {
    let plane: Float32Array = channel;
    for (let round = 0; round < (scene.blur ?? 0); round++) plane = soften(plane, width, height);
    return plane;
  });
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const grain = scene.noise ? scene.noise * 2 * (random() + random() + random() - 1.5) : 0;
    for (const [c, plane] of done.entries())
      data[at * 4 + c] = scene.transparent ? (ink[c] ?? 0) : (plane[at] ?? 0) + grain;
    data[at * 4 + 3] = scene.transparent ? 255 * opacity * (cover[at] ?? 0) : 255;
  }
  return { width, height, data };
}
