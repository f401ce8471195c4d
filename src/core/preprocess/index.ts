import type { Box, RgbaImage } from '../image.ts';
import type { Stage } from '../prediction.ts';
import type { Component } from './components.ts';
import { toGrey } from './grey.ts';
import { findInk, type InkMap } from './ink.ts';
import { mnistForm } from './mnist-form.ts';
import { inputSide, normalise } from './normalise.ts';
import { createPlane, type Plane } from './plane.ts';
import { type Selection, selectInk } from './select.ts';

/** One way to see the picture. */
export interface Candidate {
  /** `[28, 28]` flattened, 0–1, white ink on black, in MNIST's geometry: all the ink taken as one digit. */
  readonly input: Float32Array;
  /** Where that ink is, in pixels of the picture. */
  readonly box: Box;
  readonly polarity: 'dark' | 'light';
}

export interface Preprocessed {
  /** The likeliest first; empty when there is no ink. */
  readonly candidates: readonly Candidate[];
  readonly stages?: readonly Stage[];
}

export interface PreprocessOptions {
  /** Tell every stage with a picture. Costs time. */
  readonly explain?: boolean;
}

/** Ink of the chosen components alone, 0–1. */
function inkOf(
  { strength, noise }: InkMap,
  { labels, level, low }: Selection,
  components: readonly Component[],
): { plane: Plane; left: number; top: number } {
  const left = Math.max(0, Math.min(...components.map((c) => c.left)) - 1);
  const top = Math.max(0, Math.min(...components.map((c) => c.top)) - 1);
  const right = Math.min(strength.width - 1, Math.max(...components.map((c) => c.right)) + 1);
  const bottom = Math.min(strength.height - 1, Math.max(...components.map((c) => c.bottom)) + 1);
  const plane = createPlane(right - left + 1, bottom - top + 1);
  const ids = new Set(components.map(({ id }) => id));
  const black = Math.min(0.6 * low, 2 * noise);
  const scale = 1 / (0.92 * level - black);
  const { width, height } = strength;
  const mine = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && ids.has(labels[y * width + x] as number);
  for (let y = top, out = 0; y <= bottom; y++)
    for (let x = left; x <= right; x++, out++) {
      const value = ((strength.data[y * width + x] as number) - black) * scale;
      if (value <= 0) continue;
      if (mine(x, y) || mine(x - 1, y) || mine(x + 1, y) || mine(x, y - 1) || mine(x, y + 1))
        plane.data[out] = Math.min(1, value);
    }
  return { plane, left, top };
}

/**
 * A picture as the network wants to see it. Finds the ink whatever the paper, the light and the polarity, drops what is no writing, and brings it
 * to MNIST's geometry. A picture that already has that form is passed on bit for bit.
 *
 * @example
 * const { candidates } = preprocess(image);
 * const answers = await classifier.classify(candidates[0].input, 1);
 */
export function preprocess(image: RgbaImage, _options: PreprocessOptions = {}): Preprocessed {
  const form = mnistForm(image);
  if (form !== null) {
    const input = new Float32Array(inputSide * inputSide);
    for (let i = 0; i < input.length; i++) {
      const value = (image.data[i * 4] as number) / 255;
      input[i] = form === 'as is' ? value : 1 - value;
    }
    const box = { x: 0, y: 0, width: inputSide, height: inputSide };
    return { candidates: [{ input, box, polarity: form === 'as is' ? 'light' : 'dark' }] };
  }
  const { plane: grey, factor } = toGrey(image);
  const candidates: Candidate[] = [];
  for (const map of findInk(grey)) {
    const selection = selectInk(map);
    if (selection === null) continue;
    const { plane, left, top } = inkOf(map, selection, selection.kept);
    const { input } = normalise(plane);
    const box = {
      x: left * factor,
      y: top * factor,
      width: plane.width * factor,
      height: plane.height * factor,
    };
    candidates.push({ input, box, polarity: map.polarity });
  }
  return { candidates };
}
