import type { Box } from '../image.ts';
import { cropPlane, type Plane, transposePlane } from './plane.ts';

/** Brightness steps that count as the same tone, and as another. */
const alike = 0.1;
const apart = 0.25;
/** A frame leaves at least this share of each side. */
const least = 0.4;
/** Rows between frame and paper that may be a mix of both. */
const mixed = 3;

/** Rows from the top to the first that is not the tone of the topmost but another one along most of its length; 0 when there is no such frame. */
function rowsOfFrame({ width, height, data }: Plane, share: number): number {
  const middle = data[width >> 1] as number;
  let blurred = 0;
  for (let y = 0; y < height * (1 - least); y++) {
    let same = 0;
    let other = 0;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const distance = Math.abs((data[at] as number) - middle);
      if (distance < alike) same++;
      else if (distance > apart) other++;
    }
    if (y > 0 && other >= share * width) return y;
    if (same >= 0.97 * width) {
      if (blurred > 0) return 0;
    } else if (++blurred > mixed || y === 0) return 0;
  }
  return 0;
}

function flip(plane: Plane): Plane {
  const data = new Float32Array(plane.data.length);
  for (let y = 0; y < plane.height; y++)
    data.set(
      plane.data.subarray(y * plane.width, (y + 1) * plane.width),
      (plane.height - 1 - y) * plane.width,
    );
  return { ...plane, data };
}

/** Widths of the frame on top, bottom, left and right. */
function frameOf(plane: Plane, share: number): [top: number, bottom: number, left: number, right: number] {
  const turned = transposePlane(plane);
  return [
    rowsOfFrame(plane, share),
    rowsOfFrame(flip(plane), share),
    rowsOfFrame(turned, share),
    rowsOfFrame(flip(turned), share),
  ];
}

/**
 * Finds the picture inside bars or a box of another tone around it: letterbox bars, a drawn border line, a screenshot's margin.
 *
 * @returns the inside, in pixels of the plane, or `null` when there is no frame or nothing in it
 */
export function findInside(plane: Plane): Box | null {
  let box: Box = { x: 0, y: 0, width: plane.width, height: plane.height };
  let inside = plane;
  let found = false;
  for (let round = 0; round < 4; round++) {
    const around = frameOf(inside, 0.8);
    const bars = around.every((rows) => rows > 0) ? around : frameOf(inside, 0.97);
    const [top, bottom, left, right] = bars;
    if (top + bottom + left + right === 0) break;
    const width = inside.width - left - right;
    const height = inside.height - top - bottom;
    if (width < least * inside.width || height < least * inside.height || Math.min(width, height) < 6) break;
    box = { x: box.x + left, y: box.y + top, width, height };
    inside = cropPlane(inside, left, top, width, height);
    found = true;
  }
  if (!found) return null;
  const trim = Math.min(box.width, box.height) > 24 ? 1 : 0;
  box = { x: box.x + trim, y: box.y + trim, width: box.width - 2 * trim, height: box.height - 2 * trim };
  inside = cropPlane(plane, box.x, box.y, box.width, box.height);
  let [low, high] = [Infinity, -Infinity];
  for (const value of inside.data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low > apart ? box : null;
}
