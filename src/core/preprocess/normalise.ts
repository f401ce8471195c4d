import type { Plane } from './plane.ts';
import { resample } from './resample.ts';
import { strokeWidth } from './stroke-width.ts';

/** Side of the network's input, and of the box in it that the ink's longer side fills, as MNIST was made. */
export const inputSide = 28;
const boxSide = 20;
/** Strokes of nine in ten of MNIST's digits are between these, in pixels of the 28×28. */
const thinnest = 2;
const thickest = 3.9;
/** How many times finer than the result the strokes are drawn while their width is mended. */
const fineness = 4;

/** Moves the edge of all strokes outwards (or inwards, when negative) by `by` pixels, fractions included. */
function grow({ width, height, data }: Plane, by: number): Plane {
  const reach = Math.abs(by);
  const sign = Math.sign(by);
  const radius = Math.ceil(reach);
  const offsets: { dx: number; dy: number; factor: number }[] = [];
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++) {
      const factor = Math.min(1, reach + 0.5 - Math.sqrt(dx * dx + dy * dy));
      if (factor > 0 && (dx !== 0 || dy !== 0)) offsets.push({ dx, dy, factor });
    }
  const grown = data.slice();
  for (const { dx, dy, factor } of offsets)
    for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
      const shift = dy * width + dx;
      const end = y * width + Math.min(width, width - dx);
      for (let at = y * width + Math.max(0, -dx); at < end; at++) {
        const there = data[at + shift] as number;
        const here = data[at] as number;
        const value = sign > 0 ? factor * there : 1 - factor * (1 - there);
        if (sign > 0 ? value > (grown[at] as number) : value < (grown[at] as number))
          grown[at] = here + (value - here);
      }
    }
  return { width, height, data: grown };
}

/** The tightest box around what is at least `floor`, or `null`. */
function boundsOf({ width, height, data }: Plane, floor: number) {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if ((data[y * width + x] as number) >= floor) {
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        bottom = y;
      }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Puts a picture of at most 20×20 into 28×28 so that its centre of mass is in the middle, by whole pixels, as MNIST does. */
function centre({ width, height, data }: Plane, into: Float32Array): void {
  let [mass, massX, massY, peak] = [0, 0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x] as number;
      mass += value;
      massX += value * x;
      massY += value * y;
      if (value > peak) peak = value;
    }
  if (mass === 0) return;
  const left = Math.round(inputSide / 2 - massX / mass - 1e-6);
  const top = Math.round(inputSide / 2 - massY / mass - 1e-6);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [tx, ty] = [left + x, top + y];
      if (tx < 0 || ty < 0 || tx >= inputSide || ty >= inputSide) continue;
      into[ty * inputSide + tx] = Math.min(1, (data[y * width + x] as number) / peak);
    }
}

/**
 * Ink to the network's input, in MNIST's own geometry: aspect kept, longer side of the ink 20 pixels, centre of mass in the middle of
 * 28×28. Strokes that would come out thinner or thicker than MNIST's are widened or thinned first, so that a thin pen in a large
 * photograph doesn't fade away.
 *
 * @param ink 0–1, of one digit alone
 * @returns `[28, 28]` flattened, 0–1, white on black; empty when there is no ink
 */
export function normalise(ink: Plane): { input: Float32Array; strokes: 'kept' | 'thickened' | 'thinned' } {
  const input = new Float32Array(inputSide * inputSide);
  const bounds = boundsOf(ink, 0.25);
  if (bounds === null) return { input, strokes: 'kept' };
  const longer = Math.max(bounds.width, bounds.height);
  const width =
    (strokeWidth(resampleTo(ink, bounds, Math.min(longer, boxSide * fineness)).plane) * boxSide) /
    Math.min(longer, boxSide * fineness);
  const change = width < thinnest ? thinnest - width : width > thickest ? thickest - width : 0;
  if (Math.abs(change) < 0.1) {
    centre(resampleTo(ink, bounds, boxSide).plane, input);
    return { input, strokes: 'kept' };
  }
  const room = Math.ceil(Math.abs(change) * fineness) + 1;
  const fine = resampleTo(ink, bounds, boxSide * fineness, room);
  const grown = grow(fine.plane, (change * fineness) / 2);
  const tight = boundsOf(grown, 0.25) ?? { x: 0, y: 0, width: grown.width, height: grown.height };
  centre(resampleTo(grown, tight, boxSide).plane, input);
  return { input, strokes: change > 0 ? 'thickened' : 'thinned' };
}

/** The part of a plane brought to `side` pixels on its longer side, with `room` pixels of surroundings. */
function resampleTo(
  plane: Plane,
  box: { x: number; y: number; width: number; height: number },
  side: number,
  room = 0,
): { plane: Plane } {
  const longer = Math.max(box.width, box.height);
  const scale = side / longer;
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const padX = (room * box.width) / width;
  const padY = (room * box.height) / height;
  return {
    plane: resample(
      plane,
      { x: box.x - padX, y: box.y - padY, width: box.width + 2 * padX, height: box.height + 2 * padY },
      width + 2 * room,
      height + 2 * room,
    ),
  };
}
