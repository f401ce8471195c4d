import { dilateColumns, openRows } from './morphology.ts';
import { type Plane, transposePlane } from './plane.ts';

/** Printed lines are at least this share of the picture's width long. */
const share = 0.5;

/** The strength of horizontal lines at each pixel, the writing that crosses them not counted. */
function rowLines(plane: Plane, length: number, drift: number): Plane {
  return openRows(dilateColumns(plane, drift), Math.max(1, Math.floor(length / 2)));
}

/** How many rows a printed line would cross the whole picture in, as the share of rows where one is seen; 0 when there is none. */
function linesSeen({ width, height, data }: Plane, low: number): number {
  let rows = 0;
  for (let y = 0; y < height; y++) {
    let covered = 0;
    for (let x = 0; x < width; x++) if ((data[y * width + x] as number) > low) covered++;
    if (covered > 0.9 * width) rows++;
  }
  return rows / height;
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

/** Whether lines run through the whole picture, as on ruled or squared paper. Ink strength in, above `low` counts. */
export function findRuling(plane: Plane, low: number): Ruling {
  const seen = (lying: Plane): boolean => {
    const rows = linesSeen(rowLines(lying, share * lying.width, 1), low);
    return rows > 0 && rows < 0.45;
  };
  return { rows: seen(plane), columns: seen(transposePlane(plane)) };
}

/**
 * Takes printed lines away and leaves the writing across them.
 *
 * @param length of the shortest line, in pixels; a little longer than the writing's longest straight stroke
 * @param drift rows that a line may wander over its length
 */
export function removeRuling(plane: Plane, { rows, columns }: Ruling, length: number, drift: number): Plane {
  let clean = plane;
  if (rows) clean = subtract(clean, rowLines(plane, length, drift));
  if (columns) clean = subtract(clean, transposePlane(rowLines(transposePlane(plane), length, drift)));
  return clean;
}
