/**
 * How thick the thickest place of some pixels is: the side of the largest square that fits in. Beyond the picture
 * there is nothing.
 *
 * @param inside 1 where the pixels are
 */
export function thickestPlace(inside: Uint8Array, width: number, height: number): number {
  const squares = new Int32Array(inside.length);
  let most = 0;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if (inside[at] === 0) continue;
      const left = x > 0 ? (squares[at - 1] as number) : 0;
      const above = y > 0 ? (squares[at - width] as number) : 0;
      const corner = x > 0 && y > 0 ? (squares[at - width - 1] as number) : 0;
      const here = Math.min(left, above, corner) + 1;
      squares[at] = here;
      if (here > most) most = here;
    }
  return most;
}
