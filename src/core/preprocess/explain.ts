import type { Stage } from '../prediction.ts';
import type { Plane } from './plane.ts';
import { resample } from './resample.ts';

/** The longer side at most of a picture shown to people. */
const shownSide = 160;

/**
 * A step of the preprocessing with a small picture of its result.
 *
 * @param plane from 0, shown black, to `white`, shown white
 */
export function explain(name: string, reason: string, plane: Plane, white = 1): Stage {
  const { width, height } = plane;
  const scale = Math.min(1, shownSide / Math.max(width, height));
  const small =
    scale === 1
      ? plane
      : resample(
          plane,
          { x: 0, y: 0, width, height },
          Math.max(1, Math.round(width * scale)),
          Math.max(1, Math.round(height * scale)),
        );
  const data = new Uint8Array(small.data.length);
  for (let i = 0; i < data.length; i++)
    data[i] = Math.max(0, Math.min(255, Math.round((255 * (small.data[i] as number)) / white)));
  return { name, reason, picture: { width: small.width, height: small.height, data } };
}
