import type { RgbaImage } from '../../src/core/image.ts';
import type { Plane } from '../../src/core/preprocess/plane.ts';
import { photograph, type Scene } from './synthetic-photo.ts';
import { strokesOf } from './synthetic-strokes.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Placement {
  /** Pixels of the canvas. */
  readonly width: number;
  readonly height: number;
  /** Middle of the digit, height of the digit and width of the pen, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly pen: number;
  /** Shear, e.g. 0.3 leans to the right. */
  readonly slant?: number;
}

/** An empty canvas: coverage by ink, 0–1. */
export const createCanvas = (width: number, height: number): Plane => ({
  width,
  height,
  data: new Float32Array(width * height),
});

/** Draws a digit with a round pen onto a canvas, antialiased. */
export function drawDigit(
  canvas: Plane,
  digit: number,
  { x, y, size, pen, slant = 0 }: Omit<Placement, 'width' | 'height'>,
): void {
  for (const line of strokesOf(digit)) {
    const points = line.map(
      ([px, py]) =>
        [x + (px - 0.5) * 0.62 * size - slant * (py - 0.5) * size, y + (py - 0.5) * size] as const,
    );
    for (let i = 1; i < points.length; i++) {
      const from = points[i - 1];
      const to = points[i];
      if (from && to) drawLine(canvas, from, to, pen);
    }
  }
}

/** A straight line with round ends. */
export function drawLine(
  { width, height, data }: Plane,
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  pen: number,
): void {
  const reach = pen / 2 + 1;
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy || 1;
  for (
    let py = Math.max(0, Math.floor(Math.min(ay, by) - reach));
    py <= Math.min(height - 1, Math.ceil(Math.max(ay, by) + reach));
    py++
  )
    for (
      let px = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
      px <= Math.min(width - 1, Math.ceil(Math.max(ax, bx) + reach));
      px++
    ) {
      const t = Math.max(0, Math.min(1, ((px + 0.5 - ax) * dx + (py + 0.5 - ay) * dy) / squared));
      const distance = Math.hypot(px + 0.5 - ax - t * dx, py + 0.5 - ay - t * dy);
      const cover = Math.max(0, Math.min(1, pen / 2 + 0.5 - distance)) * Math.min(1, pen);
      const at = py * width + px;
      if (cover > (data[at] ?? 0)) data[at] = cover;
    }
}

/** One digit in a scene. */
export function picture(digit: number, placement: Placement, scene: Scene = {}): RgbaImage {
  const canvas = createCanvas(placement.width, placement.height);
  drawDigit(canvas, digit, placement);
  return photograph(canvas, scene);
}

export type { Scene };
export { photograph };
