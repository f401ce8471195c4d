import { createPlane, type Plane, transposePlane } from './plane.ts';

/** The highest (`sign` 1) or lowest (-1) of `2·radius + 1` neighbours along a line, by van Herk: three comparisons, whatever the radius. */
function slideLine(
  source: Float32Array,
  target: Float32Array,
  from: number,
  length: number,
  radius: number,
  sign: number,
  ahead: Float32Array,
  behind: Float32Array,
): void {
  const window = 2 * radius + 1;
  const padded = length + 2 * radius;
  for (let i = 0; i < padded; i++) {
    const at = i - radius;
    const value = at < 0 || at >= length ? -Infinity : sign * (source[from + at] as number);
    ahead[i] = i % window === 0 ? value : Math.max(ahead[i - 1] as number, value);
  }
  for (let i = padded - 1; i >= 0; i--) {
    const at = i - radius;
    const value = at < 0 || at >= length ? -Infinity : sign * (source[from + at] as number);
    behind[i] =
      i === padded - 1 || i % window === window - 1 ? value : Math.max(behind[i + 1] as number, value);
  }
  for (let i = 0; i < length; i++)
    target[from + i] = sign * Math.max(behind[i] as number, ahead[i + 2 * radius] as number);
}

function slideRows(plane: Plane, radius: number, sign: number): Plane {
  const result = createPlane(plane.width, plane.height);
  const reach = Math.min(radius, plane.width);
  const ahead = new Float32Array(plane.width + 2 * reach);
  const behind = new Float32Array(plane.width + 2 * reach);
  for (let y = 0; y < plane.height; y++)
    slideLine(plane.data, result.data, y * plane.width, plane.width, reach, sign, ahead, behind);
  return result;
}

const slide = (plane: Plane, radius: number, sign: number): Plane =>
  transposePlane(slideRows(transposePlane(slideRows(plane, radius, sign)), radius, sign));

/** What forms horizontal runs longer than `2·radius`. */
export const openRows = (plane: Plane, radius: number): Plane =>
  slideRows(slideRows(plane, radius, -1), radius, 1);

/** The highest value at most `radius` above or below. */
export const dilateColumns = (plane: Plane, radius: number): Plane =>
  transposePlane(slideRows(transposePlane(plane), radius, 1));

/** The highest value in a square of `2·radius + 1` around each pixel; outside the picture nothing counts. */
export const dilate = (plane: Plane, radius: number): Plane => slide(plane, radius, 1);

/** The lowest value in a square of `2·radius + 1` around each pixel; outside the picture nothing counts. */
export const erode = (plane: Plane, radius: number): Plane => slide(plane, radius, -1);

/**
 * Fills whatever is darker than its surroundings and too narrow for the square; larger dark areas and their edges stay as they
 * are, hard shadows among them.
 */
export const close = (plane: Plane, radius: number): Plane => erode(dilate(plane, radius), radius);

/** The same for whatever is brighter. */
export const open = (plane: Plane, radius: number): Plane => dilate(erode(plane, radius), radius);
