import { dilateColumns, openRows } from './morphology.ts';
import { type Plane, transposePlane } from './plane.ts';

/** Printed lines are at least this share of the picture's width long. */
const share = 0.5;

/** The strength of horizontal lines at each pixel, the writing that crosses them not counted. */
function rowLines(plane: Plane, length: number, drift: number): Plane {
  return openRows(dilateColumns(plane, drift), Math.max(1, Math.floor(length / 2)));
}

/** Whether thin lines cross the whole picture, and nothing as long that is thick. */
function linesSeen({ width, height, data }: Plane, low: number, drift: number): boolean {
  const thickest = Math.max(2, 0.035 * height) + 2 * drift;
  let lines = 0;
  let thick = 0;
  for (let y = 0; y <= height; y++) {
    let covered = 0;
    if (y < height) for (let x = 0; x < width; x++) if ((data[y * width + x] as number) > low) covered++;
    if (covered > 0.9 * width) thick++;
    else {
      if (thick > thickest) return false;
      if (thick > 0) lines++;
      thick = 0;
    }
  }
  return lines > 0;
}

function subtract(plane: Plane, lines: Plane): Plane {
  const data = plane.data.slice();
  for (let i = 0; i < data.length; i++)
    data[i] = Math.max(0, (data[i] as number) - 1.15 * (lines.data[i] as number));
  return { ...plane, data };
}

export interface Ruling {
  readonly rows: boolean;
  readonly columns: boolean;
}

/** Smaller pictures than this are cut around a digit whose own bars may cross them. */
const leastSide = 48;

/** Whether lines run through the whole picture, as on ruled or squared paper. Ink strength in, above `low` counts. */
export function findRuling(plane: Plane, low: number): Ruling {
  if (Math.min(plane.width, plane.height) < leastSide) return { rows: false, columns: false };
  const seen = (lying: Plane): boolean =>
    [0, 1].some((drift) => linesSeen(rowLines(lying, share * lying.width, drift), low, drift));
  return { rows: seen(plane), columns: seen(transposePlane(plane)) };
}

/**
 * Takes printed lines away and leaves the writing across them.
 *
 * @param width of the whole picture in pixels of the plane, which may be a part of it
 */
export function removeRuling(plane: Plane, { rows, columns }: Ruling, width: number, height: number): Plane {
  let clean = plane;
  const drift = (length: number): number => 1 + Math.round(0.006 * length);
  if (rows) {
    const length = Math.min(share * width, 0.9 * plane.width);
    clean = subtract(clean, rowLines(plane, length, drift(length)));
  }
  if (columns) {
    const length = Math.min(share * height, 0.9 * plane.height);
    clean = subtract(clean, transposePlane(rowLines(transposePlane(plane), length, drift(length))));
  }
  return clean;
}
