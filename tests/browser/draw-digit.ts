import { writeGreyPng } from '../support/png.ts';

type Stroke = readonly (readonly [x: number, y: number])[];

/** Digits as a pen would draw them, 0–1 from the top left corner. */
const strokes = {
  1: [
    [
      [0.36, 0.34],
      [0.52, 0.2],
      [0.52, 0.82],
    ],
  ],
  3: [
    [
      [0.32, 0.28],
      [0.44, 0.2],
      [0.58, 0.22],
      [0.64, 0.32],
      [0.58, 0.43],
      [0.46, 0.48],
      [0.6, 0.53],
      [0.67, 0.65],
      [0.6, 0.78],
      [0.45, 0.82],
      [0.31, 0.75],
    ],
  ],
  4: [
    [
      [0.52, 0.18],
      [0.3, 0.58],
      [0.7, 0.58],
    ],
    [
      [0.58, 0.38],
      [0.58, 0.84],
    ],
  ],
  7: [
    [
      [0.28, 0.24],
      [0.72, 0.24],
      [0.44, 0.82],
    ],
  ],
} as const satisfies Record<number, readonly Stroke[]>;

export type DrawnDigit = keyof typeof strokes;

const size = 160;

/** A PNG of digits side by side, dark ink on light paper; of none at all, an empty sheet. */
export function drawDigits(...digits: DrawnDigit[]): Buffer {
  const width = size * Math.max(1, digits.length);
  const pixels = new Uint8Array(width * size).fill(244);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < width; x++) {
      const drawn = digits[Math.floor(x / size)];
      if (drawn === undefined) continue;
      const distance = Math.min(
        ...strokes[drawn].map((line) => distanceTo(line, (x % size) / size, y / size)),
      );
      pixels[y * width + x] = 30 + 214 * Math.min(1, Math.max(0, (distance - 0.038) * size));
    }
  return Buffer.from(writeGreyPng(width, size, pixels));
}

function distanceTo(line: Stroke, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [i, [x1, y1]] of line.entries()) {
    const [x2, y2] = line[i + 1] ?? [x1, y1];
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
    const t = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    nearest = Math.min(nearest, Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1)));
  }
  return nearest;
}
