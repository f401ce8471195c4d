import { writeGreyPng } from '../support/png.ts';

type Point = readonly [x: number, y: number];

/** Digits as a pen would draw them: strokes through points, 0–1 from the top left corner. A repeated point is a corner. */
const strokes = {
  0: ['50,18 34,28 29,52 36,76 52,83 67,72 71,47 64,25 50,18 40,21'],
  1: ['36,35 46,28 53,18 53,18 52,50 51,83'],
  2: ['31,33 38,21 53,18 66,27 65,42 50,60 30,80 30,80 50,78 72,81'],
  3: ['33,25 46,18 61,21 65,33 57,44 44,48 44,48 60,51 69,64 62,78 47,83 31,76'],
  4: ['51,17 40,40 28,60 28,60 50,59 74,58', '61,38 60,62 58,85'],
  5: ['38,20 36,33 34,46 34,46 48,42 63,49 68,63 61,77 46,83 31,76', '37,20 52,20 68,18'],
  6: ['60,17 45,31 34,51 33,70 45,83 60,79 66,66 58,54 44,56 35,67'],
  7: ['29,24 48,23 71,21 71,21 58,48 45,84', '40,54 52,53 65,51'],
  8: ['63,27 52,18 39,23 38,36 50,47 64,60 65,75 51,84 37,77 37,62 50,49 62,38 63,27'],
  9: ['65,35 55,20 41,21 34,35 42,48 56,45 65,33 65,33 66,55 60,84'],
} as const satisfies Record<number, readonly string[]>;

export type DrawnDigit = keyof typeof strokes;

const size = 160;
const penRadius = 0.034;
const [paper, ink] = [248, 28];

/** A PNG of digits side by side, dark ink on light paper; of none at all, an empty sheet. */
export function drawDigits(...digits: DrawnDigit[]): Buffer {
  const width = size * Math.max(1, digits.length);
  const lines = digits.map((digit) => strokes[digit].map(curve));
  const pixels = new Uint8Array(width * size).fill(paper);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < width; x++) {
      const near =
        lines[Math.floor(x / size)]?.map((line) => distanceTo(line, (x % size) / size, y / size)) ?? [];
      const outside = Math.min(1, Math.max(0, (Math.min(...near) - penRadius) * size));
      pixels[y * width + x] = ink + (paper - ink) * outside;
    }
  return Buffer.from(writeGreyPng(width, size, pixels));
}

/** A smooth line through the points of a stroke (Catmull-Rom). */
function curve(stroke: string): Point[] {
  const points = stroke.split(' ').map((pair): Point => {
    const [x = 0, y = 0] = pair.split(',').map(Number);
    return [x / 100, y / 100];
  });
  return points.flatMap((from, i) => {
    const to = points[i + 1];
    if (to === undefined) return [from];
    const before = points[i - 1] ?? from;
    const after = points[i + 2] ?? to;
    return Array.from({ length: 8 }, (_, step): Point => {
      const t = step / 8;
      const blend = (a: number, b: number, c: number, d: number) =>
        b + (t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))) / 2;
      return [blend(before[0], from[0], to[0], after[0]), blend(before[1], from[1], to[1], after[1])];
    });
  });
}

function distanceTo(line: readonly Point[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [i, [x1, y1]] of line.entries()) {
    const [x2, y2] = line[i + 1] ?? [x1, y1];
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
    const t = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    nearest = Math.min(nearest, Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1)));
  }
  return nearest;
}
