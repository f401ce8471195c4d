import type { RgbaImage } from '../../src/core/image.ts';
import type { Plane } from '../../src/core/preprocess/plane.ts';
import { resample } from '../../src/core/preprocess/resample.ts';
import { createCanvas, createRandom, photograph, type Scene } from '../../tests/support/synthetic.ts';
import type { Digits } from './digits-file.ts';

/** A made picture, and what it shows. */
export interface Made {
  readonly image: RgbaImage;
  /** `7`, `2047`, or `none`. */
  readonly label: string;
  /** The digits laid on it, each with its ink alone. */
  readonly glyphs: readonly { readonly digit: number; readonly ink: Plane }[];
}

type Random = () => number;
type Colour = readonly [number, number, number];

const between = (random: Random, low: number, high: number) => low + (high - low) * random();
const whole = (random: Random, low: number, high: number) => Math.round(between(random, low, high));
const pick = <T>(random: Random, choices: readonly T[]): T =>
  choices[Math.floor(random() * choices.length)] as T;

const papers: readonly Colour[] = [
  [250, 250, 250],
  [235, 232, 225],
  [200, 215, 240],
  [150, 150, 150],
  [225, 205, 170],
  [240, 240, 180],
];
const inks: readonly Colour[] = [
  [20, 20, 25],
  [30, 40, 120],
  [160, 30, 30],
  [60, 60, 60],
  [10, 80, 40],
];
const tables: readonly Colour[] = [
  [60, 40, 25],
  [20, 20, 20],
  [120, 90, 60],
  [170, 150, 130],
];

/** A digit enlarged to `size` pixels for its 28, written again with a pen of another thickness: coverage, 0–1. */
function penned(digits: Digits, row: number, size: number, random: Random, thick = 0.35, thin = 0.7): Plane {
  const small = {
    width: 28,
    height: 28,
    data: Float32Array.from(digits.images.subarray(row * 784, row * 784 + 784), (value) => value / 255),
  };
  const large = resample(small, { x: 0, y: 0, width: 28, height: 28 }, size, size);
  const level = between(random, thick, thin);
  const steep = Math.max(2, size / 28);
  for (let i = 0; i < large.data.length; i++)
    large.data[i] = Math.max(0, Math.min(1, ((large.data[i] as number) - level) * steep + 0.5));
  return large;
}

/** Columns or rows of a 28×28 that hold ink: first and last. */
function extent(digits: Digits, row: number): { left: number; right: number; top: number; bottom: number } {
  const found = { left: 28, right: -1, top: 28, bottom: -1 };
  for (let y = 0; y < 28; y++)
    for (let x = 0; x < 28; x++)
      if ((digits.images[row * 784 + y * 28 + x] as number) > 100) {
        found.left = Math.min(found.left, x);
        found.right = Math.max(found.right, x);
        found.top = Math.min(found.top, y);
        found.bottom = Math.max(found.bottom, y);
      }
  return found;
}

function lay(canvas: Plane, ink: Plane, x: number, y: number): void {
  for (let row = Math.max(0, -y); row < Math.min(ink.height, canvas.height - y); row++)
    for (let column = Math.max(0, -x); column < Math.min(ink.width, canvas.width - x); column++) {
      const at = (y + row) * canvas.width + x + column;
      canvas.data[at] = Math.max(canvas.data[at] as number, ink.data[row * ink.width + column] as number);
    }
}

/** The scene seen from another side: light, shadow and table come from the left otherwise. */
function photographTurned(canvas: Plane, scene: Scene, turn: number): RgbaImage {
  if (turn === 0) return photograph(canvas, scene);
  const { width, height } = canvas;
  // 1: left and right, 2: top and bottom, 3: both, 4: rows and columns.
  const from = (x: number, y: number) =>
    turn === 4 ? x * width + y : (turn & 2 ? height - 1 - y : y) * width + (turn & 1 ? width - 1 - x : x);
  const [w, h] = turn === 4 ? [height, width] : [width, height];
  const turned = createCanvas(w, h);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) turned.data[y * w + x] = canvas.data[from(x, y)] as number;
  const image = photograph(turned, scene);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      data.set(image.data.subarray((y * w + x) * 4, (y * w + x) * 4 + 4), from(x, y) * 4);
  return { width, height, data };
}

const one = (image: RgbaImage, { labels }: Digits, row: number, ink: Plane): Made => {
  const digit = labels[row] as number;
  return { image, label: String(digit), glyphs: [{ digit, ink }] };
};

/** Rows pushed along: the foot of a letter stays, its head leans to the right. */
function sheared(plane: Plane, shear: number): Plane {
  const { width, height, data } = plane;
  if (shear === 0) return plane;
  const result = createCanvas(width + Math.ceil(Math.abs(shear) * height), height);
  for (let y = 0; y < height; y++) {
    const offset = Math.round(shear > 0 ? shear * (height - y) : -shear * y);
    result.data.set(data.subarray(y * width, (y + 1) * width), y * result.width + offset);
  }
  return result;
}

function shrink(image: RgbaImage, width: number, height: number): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let c = 0; c < 3; c++) {
    const channel = Float32Array.from(
      { length: image.width * image.height },
      (_, i) => image.data[i * 4 + c] as number,
    );
    const small = resample(
      { width: image.width, height: image.height, data: channel },
      { x: 0, y: 0, width: image.width, height: image.height },
      width,
      height,
    );
    for (let i = 0; i < width * height; i++) data[i * 4 + c] = small.data[i] as number;
  }
  return { width, height, data };
}

const shadow = (random: Random, depth: number) => ({
  at: between(random, 0, 1),
  depth: between(random, 0.1, depth),
  softness: pick(random, [1, 3, 10, 40, 120]),
});
const ruled = (random: Random, width: number) => ({
  every: whole(random, width * 0.08, width * 0.25),
  thickness: Math.max(1, Math.round(width * 0.004)),
  colour: pick<Colour>(random, [
    [150, 180, 220],
    [180, 180, 180],
    [220, 160, 160],
  ]),
  squared: random() < 0.4,
});

/** Everything that may be wrong with a photo, each with its own chance. */
function anyLight(random: Random, width: number, seed: number): Scene {
  return {
    paper: pick(random, papers),
    ink: pick(random, inks),
    opacity: between(random, 0.35, 1),
    slope: between(random, -0.4, 0.4),
    noise: between(random, 0, 8),
    blur: whole(random, 0, 3),
    ...(random() < 0.4 && { shadow: shadow(random, 0.6) }),
    ...(random() < 0.2 && {
      table: { width: width * between(random, 0.02, 0.2), colour: pick(random, tables) },
    }),
    ...(random() < 0.15 && { ruled: ruled(random, width) }),
    seed,
  };
}

/** One digit somewhere on paper, photographed. */
function photo(digits: Digits, row: number, random: Random): Made {
  const width = whole(random, 120, 480);
  const height = Math.round(width * between(random, 0.75, 1.3));
  const canvas = createCanvas(width, height);
  const size = Math.round(Math.min(width, height) * between(random, 0.2, 0.75));
  const ink = penned(digits, row, size, random, 0.35, 0.78);
  lay(
    canvas,
    ink,
    Math.round((width - size) * between(random, 0.1, 0.9)),
    Math.round((height - size) * between(random, 0.1, 0.9)),
  );
  const scene = anyLight(random, width, row);
  return one(photographTurned(canvas, scene, whole(random, 0, 4)), digits, row, ink);
}

/** A photo cut out around the digit and shrunk to a few pixels. */
function crop(digits: Digits, row: number, random: Random): Made {
  const canvas = createCanvas(280, 280);
  const size = Math.round(280 * between(random, 0.7, 1.1));
  const place = () => Math.round((280 - size) * between(random, 0.3, 0.7));
  const ink = penned(digits, row, size, random);
  lay(canvas, ink, place(), place());
  const side = pick(random, [20, 28, 28, 32, 48, 64]);
  const scene = { ...anyLight(random, 280, row), opacity: between(random, 0.5, 1) };
  return one(shrink(photographTurned(canvas, scene, whole(random, 0, 4)), side, side), digits, row, ink);
}

/** Cut tightly, stretched to the picture, either polarity: scanned collections. */
function fullBleed(digits: Digits, row: number, random: Random): Made {
  const { left, right, top, bottom } = extent(digits, row);
  const height = bottom - top + 1;
  const width = Math.max(right - left + 1, height * 0.45);
  const x = (left + right + 1 - width) / 2;
  const side = pick(random, [8, 16, 16, 28, 64, 200]);
  const large = penned(digits, row, 280, random, 0.35, 0.55);
  const ink = resample(large, { x: x * 10, y: top * 10, width: width * 10, height: height * 10 }, side, side);
  const hard = random() < 0.5;
  const inverted = random() < 0.5;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  ink.data.forEach((cover, i) => {
    const value = hard ? Math.round(cover) : cover;
    data.fill(255 * (inverted ? 1 - value : value), i * 4, i * 4 + 3);
  });
  return one({ width: side, height: side, data }, digits, row, ink);
}

/** Drawn on a screen: clean, any polarity, transparent or framed. */
function screen(digits: Digits, row: number, random: Random): Made {
  const side = whole(random, 60, 300);
  const canvas = createCanvas(side, side);
  const size = Math.round(side * between(random, 0.35, 0.9));
  const place = () => Math.round((side - size) * between(random, 0.1, 0.9));
  const ink = penned(digits, row, size, random, 0.35, 0.75);
  lay(canvas, ink, place(), place());
  const light = random() < 0.5;
  const [paper, pen]: [Colour, Colour] = light
    ? [
        [0, 0, 0],
        [255, 255, 255],
      ]
    : [
        [255, 255, 255],
        [0, 0, 0],
      ];
  const way = random();
  const scene: Scene =
    way < 0.3
      ? { ink: pen, transparent: true }
      : way < 0.6
        ? { paper, ink: pen, frame: { thickness: whole(random, 1, side * 0.08), colour: pen } }
        : { paper, ink: pen };
  return one(photograph(canvas, scene), digits, row, ink);
}

/** Two to five digits in a row: apart, close or touching, perhaps slanted, perhaps badly lit. */
function string(digits: Digits, row: number, random: Random): Made {
  const size = whole(random, 50, 110);
  const count = whole(random, 2, 5);
  const gap = pick(random, [-0.1, -0.04, 0.03, 0.1, 0.2]);
  const canvas = createCanvas(Math.round((count + 1) * size), Math.round(size * 1.6));
  const shear = random() < 0.3 ? between(random, -0.4, 0.5) : 0;
  const glyphs: Made['glyphs'][number][] = [];
  let x = Math.round(size * 0.5);
  for (let i = 0; i < count; i++) {
    const chosen = (row + i * 7919) % digits.count;
    const { left, right } = extent(digits, chosen);
    const f = size / 28;
    const width = Math.round((right - left + 3) * f);
    const cut = { x: (left - 1) * f, y: 0, width: (right - left + 3) * f, height: size };
    const ink = resample(penned(digits, chosen, size, random, 0.38, 0.62), cut, width, size);
    lay(canvas, ink, x, Math.round(size * (0.3 + between(random, -0.06, 0.06))));
    x += width + Math.round(size * gap * between(random, 0.6, 1.3));
    glyphs.push({ digit: digits.labels[chosen] as number, ink: sheared(ink, shear) });
  }
  // A table would hide the first digit, and its label be wrong.
  const { table: _, ...light } = anyLight(random, canvas.width, row);
  const scene = random() < 0.5 ? {} : { ...light, opacity: 1, noise: 3, blur: 1 };
  const label = glyphs.map(({ digit }) => digit).join('');
  return { image: photograph(sheared(canvas, shear), scene), label, glyphs };
}

/** Nothing written: light, shadow, grain, ruling, a table's edge. */
function empty(_: Digits, row: number, random: Random): Made {
  const width = whole(random, 28, 400);
  const height = whole(random, 28, 400);
  const scene: Scene = {
    ...anyLight(random, width, row),
    noise: between(random, 0, pick(random, [4, 10, 25])),
    ...(random() < 0.3 && { shadow: shadow(random, 0.6) }),
    ...(random() < 0.3 && {
      table: { width: width * between(random, 0.02, 0.4), colour: pick(random, tables) },
    }),
    ...(random() < 0.2 && { ruled: ruled(random, width) }),
  };
  const image = photographTurned(createCanvas(width, height), scene, whole(random, 0, 4));
  return { image: random() < 0.2 ? shrink(image, 28, 28) : image, label: 'none', glyphs: [] };
}

/** How a scene of each kind is made from the digit at `row`. */
export const sceneKinds = { photo, crop, fullBleed, screen, string, empty } as const;
export type SceneKind = keyof typeof sceneKinds;

/** The `n`th scene of a kind: the same for the same digits. */
export function makeScene(kind: SceneKind, digits: Digits, n: number): Made {
  return sceneKinds[kind](digits, (n * 7) % digits.count, createRandom(n * 31 + kind.length));
}
