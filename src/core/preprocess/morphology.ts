import { createPlane, type Plane, transposePlane } from './plane.ts';

/** The highest (`sign` 1) or lowest (-1) of `2·radius + 1` neighbours along a line, by van Herk: three comparisons, whatever the radius. */
function slideLine(
  source: Float32Array,
  target: Float32Array,
  from: number,
  length: number,
  radius: number,
  sign: number,
  line: Float32Array,
  ahead: Float32Array,
  behind: Float32Array,
): void {
  const window = 2 * radius + 1;
  const padded = length + 2 * radius;
  line.fill(-Infinity, 0, radius);
  for (let i = 0; i < length; i++) line[radius + i] = sign * (source[from + i] as number);
  line.fill(-Infinity, radius + length, padded);
  for (let begin = 0; begin < padded; begin += window) {
    const end = Math.min(begin + window, padded);
    let highest = -Infinity;
    for (let i = begin; i < end; i++) {
      const value = line[i] as number;
      if (value > highest) highest = value;
      ahead[i] = highest;
    }
    highest = -Infinity;
    for (let i = end - 1; i >= begin; i--) {
      const value = line[i] as number;
      if (value > highest) highest = value;
      behind[i] = highest;
    }
  }
  for (let i = 0; i < length; i++) {
    target[from + i] = sign * Math.max(behind[i] as number, ahead[i + 2 * radius] as number);
  }
}

function slideRows(plane: Plane, radius: number, sign: number): Plane {
  const result = createPlane(plane.width, plane.height);
  const reach = Math.min(radius, plane.width);
  const line = new Float32Array(plane.width + 2 * reach);
  const ahead = new Float32Array(plane.width + 2 * reach);
  const behind = new Float32Array(plane.width + 2 * reach);
  for (let y = 0; y < plane.height; y++)
    slideLine(plane.data, result.data, y * plane.width, plane.width, reach, sign, line, ahead, behind);
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
const erode = (plane: Plane, radius: number): Plane => slide(plane, radius, -1);

/**
 * Fills whatever is darker than its surroundings and too narrow for the square; larger dark areas and their edges stay as they
 * are, hard shadows among them.
 */
export const close = (plane: Plane, radius: number): Plane => erode(dilate(plane, radius), radius);

/** The same for whatever is brighter. */
export const open = (plane: Plane, radius: number): Plane => dilate(erode(plane, radius), radius);
