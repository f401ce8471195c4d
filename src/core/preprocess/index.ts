import type { Box, RgbaImage } from '../image.ts';
import type { Stage } from '../prediction.ts';
import type { Component } from './components.ts';
import { insideOf, toGrey } from './grey.ts';
import { findInk, type Ink } from './ink.ts';
import { mnistForm } from './mnist-form.ts';
import { inputSide, normalise } from './normalise.ts';
import { type Segmentation, segment } from './segment.ts';
import { findInside } from './unframe.ts';

/** One way to see the picture. */
export interface Candidate {
  /** `[28, 28]` flattened, 0–1, white ink on black, in MNIST's geometry: all the ink taken as one digit. */
  readonly input: Float32Array;
  /** Where that ink is, in pixels of the picture. */
  readonly box: Box;
  readonly polarity: 'dark' | 'light';
  /** How much its ink looks like writing, 0–1; the first has 1. */
  readonly likeness: number;
  /** The same ink cut into digits; `null` when it has the shape of one. */
  readonly segment: () => Segmentation | null;
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

/** Boxes of a picture's inside, in pixels of the picture. */
function moved(segmentation: Segmentation | null, { x, y }: { x: number; y: number }): Segmentation | null {
  if (segmentation === null || (x === 0 && y === 0)) return segmentation;
  const spans = segmentation.spans.map((span) => ({
    ...span,
    box: { ...span.box, x: span.box.x + x, y: span.box.y + y },
  }));
  return { ...segmentation, spans };
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
    return {
      candidates: [
        { input, box, polarity: form === 'as is' ? 'light' : 'dark', likeness: 1, segment: () => null },
      ],
    };
  }
  const candidates: Candidate[] = [];
  const whole = toGrey(image);
  const inside = findInside(whole.plane);
  const grey = inside === null ? whole : insideOf(whole, inside);
  const offset = { x: (inside?.x ?? 0) * grey.factor, y: (inside?.y ?? 0) * grey.factor };
  for (const ink of findInk(grey)) {
    const { input } = normalise(ink.plane);
    const box = boxOf(ink, ink.components);
    candidates.push({
      input,
      box: { ...box, x: box.x + offset.x, y: box.y + offset.y },
      polarity: ink.polarity,
      likeness: ink.likeness,
      segment: () => moved(segment(ink), offset),
    });
  }
  return { candidates };
}
