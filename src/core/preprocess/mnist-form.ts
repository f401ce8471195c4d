import type { RgbaImage } from '../image.ts';

const side = 28;
const centre = (side - 1) / 2;

/**
 * Says whether a picture already is what the network was trained on: 28×28, grey, opaque, pure black (or, inverted, pure white)
 * behind ink of full strength whose longer side is 20 pixels (19 for a few) and whose centre of mass lies less than a pixel right of and below the
 * middle. All 60,000 training images of MNIST are so, hardly anything else is. Such a picture must not be touched.
 *
 * @returns how to read it, or `null` when it has to be normalised
 */
export function mnistForm({ width, height, data }: RgbaImage): 'as is' | 'inverted' | null {
  if (width !== side || height !== side) return null;
  const background = data[0] as number;
  if (background !== 0 && background !== 255) return null;
  let mass = 0;
  let massX = 0;
  let massY = 0;
  let peak = 0;
  let left = side;
  let right = -1;
  let top = side;
  let bottom = -1;
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at += 4) {
      const value = data[at] as number;
      if (data[at + 1] !== value || data[at + 2] !== value || data[at + 3] !== 255) return null;
      if (value === background) continue;
      const ink = background === 0 ? value : 255 - value;
      mass += ink;
      massX += ink * x;
      massY += ink * y;
      if (ink > peak) peak = ink;
      if (x < left) left = x;
      if (x > right) right = x;
      if (top === side) top = y;
      bottom = y;
    }
  }
  const longer = Math.max(right - left, bottom - top) + 1;
  if (peak < 250 || longer < 19 || longer > 20) return null;
  const offX = massX / mass - centre;
  const offY = massY / mass - centre;
  if (Math.min(offX, offY) < -0.03 || Math.max(offX, offY) > 1.03) return null;
  return background === 0 ? 'as is' : 'inverted';
}
