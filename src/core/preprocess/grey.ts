import type { Box, RgbaImage } from '../image.ts';
import { colourAxis } from './colour-axis.ts';
import { createPlane, cropPlane, type Plane } from './plane.ts';

/** The longer side at most of the copy that everything works on. */
const workingSide = 800;

export interface Grey {
  /** Brightness of the whole picture, about 0–1. */
  readonly plane: Plane;
  /** How many pixels of the picture along a side make one of the plane. */
  readonly factor: number;
  /** The same of a part of the picture, in its own pixels, reduced `factor` times. */
  readonly part: (area: Box, factor: number) => Plane;
  /** What was done, for people. */
  readonly reason: string;
}

/** What the eye sees as brightness (ITU-R BT.601). */
const luminance = [0.299, 0.587, 0.114] as const;

/** Every how-manieth pixel is looked at to learn what kind of picture this is. */
function glance({ width, height, data }: RgbaImage) {
  const pixels = width * height;
  const step = Math.max(1, Math.floor(pixels / 8192)) | 1;
  let [seen, clear, coloured, bright, opacity] = [0, 0, 0, 0, 0];
  for (let pixel = 0; pixel < pixels; pixel += step) {
    const at = pixel * 4;
    const [r, g, b, a] = [data[at], data[at + 1], data[at + 2], data[at + 3]] as [
      number,
      number,
      number,
      number,
    ];
    seen++;
    if (a < 250) clear++;
    if (a > 8 && Math.max(r, g, b) - Math.min(r, g, b) > 12) coloured++;
    bright += a * (luminance[0] * r + luminance[1] * g + luminance[2] * b);
    opacity += a;
  }
  return {
    transparent: clear > 0,
    coverage: opacity / (255 * seen),
    coloured: coloured > 0.002 * seen,
    /** 0–255, of what is opaque. */
    brightness: opacity === 0 ? 0 : bright / opacity,
  };
}

/** Means of `factor × factor` blocks (every other row of large ones, which is plenty) of a linear mix of the channels over `paper` (0–255 per channel). */
function mix(
  { width: stride, data }: RgbaImage,
  { x: left, y: upper, width, height }: Box,
  factor: number,
  weights: readonly [number, number, number],
  paper: number,
  transparent: boolean,
): Plane {
  const plane = createPlane(
    Math.max(1, Math.floor(width / factor)),
    Math.max(1, Math.floor(height / factor)),
  );
  const [wr, wg, wb] = weights;
  const offset = Math.max(0, -wr) + Math.max(0, -wg) + Math.max(0, -wb);
  const spanX = Math.min(factor, width);
  const spanY = Math.min(factor, height);
  const step = factor >= 4 ? 2 : 1;
  const rows = Math.ceil(spanY / step);
  const scale = 1 / (255 * spanX * rows);
  for (let y = 0; y < plane.height; y++)
    for (let dy = 0; dy < spanY; dy += step) {
      let at = ((upper + y * factor + dy) * stride + left) * 4;
      for (let out = y * plane.width, last = out + plane.width; out < last; out++) {
        let red = 0;
        let green = 0;
        let blue = 0;
        if (transparent)
          for (let dx = 0; dx < spanX; dx++, at += 4) {
            const alpha = (data[at + 3] as number) / 255;
            red += alpha * (data[at] as number) + (1 - alpha) * paper;
            green += alpha * (data[at + 1] as number) + (1 - alpha) * paper;
            blue += alpha * (data[at + 2] as number) + (1 - alpha) * paper;
          }
        else
          for (let dx = 0; dx < spanX; dx++, at += 4) {
            red += data[at] as number;
            green += data[at + 1] as number;
            blue += data[at + 2] as number;
          }
        plane.data[out] = (plane.data[out] as number) + wr * red + wg * green + wb * blue;
      }
    }
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = (plane.data[i] as number) * scale + offset;
  return plane;
}

/**
 * A picture as one brightness per pixel, reduced to `workingSide`. Transparent pictures are laid on what keeps their ink visible,
 * white or black; coloured ink that is as bright as its paper is seen along the colour that tells the two apart.
 */
export function toGrey(image: RgbaImage): Grey {
  const factor = Math.max(1, Math.ceil(Math.max(image.width, image.height) / workingSide));
  const { transparent, coverage, coloured, brightness } = glance(image);
  const light = coverage < 0.7 ? brightness > 128 : brightness < 128;
  const paper = light ? 0 : 255;
  const axis = coloured ? colourAxis(image, paper) : null;
  const part = (area: Box, by: number): Plane => mix(image, area, by, axis ?? luminance, paper, transparent);
  const plane = part({ x: 0, y: 0, width: image.width, height: image.height }, factor);
  const reasons = [
    transparent ? `the transparent background was filled with ${paper === 0 ? 'black' : 'white'}` : null,
    axis ? 'brightness alone would lose the ink: the colour that tells it from the paper was taken' : null,
    factor > 1 ? `reduced ${factor} times` : null,
  ].filter((reason) => reason !== null);
  return {
    plane,
    factor,
    part,
    reason: reasons.length === 0 ? 'brightness of the picture' : reasons.join('; '),
  };
}

/** What is inside a box (in pixels of `grey.plane`), as if it were the whole picture. */
export function insideOf(grey: Grey, box: Box): Grey {
  const { factor } = grey;
  return {
    ...grey,
    plane: cropPlane(grey.plane, box.x, box.y, box.width, box.height),
    part: (area, by) => grey.part({ ...area, x: area.x + box.x * factor, y: area.y + box.y * factor }, by),
  };
}
