import type { Box, RgbaImage } from '../image.ts';
import type { Stage } from '../prediction.ts';
import type { Component } from './components.ts';
import { toGrey } from './grey.ts';
import { findInk, type Ink } from './ink.ts';
import { mnistForm } from './mnist-form.ts';
import { inputSide, normalise } from './normalise.ts';

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

/** Where components are, in pixels of the picture. */
function boxOf({ x, y, scale }: Ink, components: readonly Component[]): Box {
  const left = Math.min(...components.map((c) => c.left));
  const top = Math.min(...components.map((c) => c.top));
  const right = Math.max(...components.map((c) => c.right)) + 1;
  const bottom = Math.max(...components.map((c) => c.bottom)) + 1;
  return {
    x: x + left * scale,
    y: y + top * scale,
    width: (right - left) * scale,
    height: (bottom - top) * scale,
  };
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
  const candidates: Candidate[] = [];
  for (const ink of findInk(toGrey(image))) {
    const { input } = normalise(ink.plane);
    candidates.push({ input, box: boxOf(ink, ink.components), polarity: ink.polarity });
  }
  return { candidates };
}
