import type { Box, RgbaImage } from '../image.ts';
import type { Stage } from '../prediction.ts';
import type { Component } from './components.ts';
import { explain } from './explain.ts';
import { insideOf, toGrey } from './grey.ts';
import { findInk, type Ink } from './ink.ts';
import { mnistForm } from './mnist-form.ts';
import { inputSide, normalise } from './normalise.ts';
import type { Plane } from './plane.ts';
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
  /** How this way was come to; empty unless asked for. */
  readonly stages: readonly Stage[];
}

export interface Preprocessed {
  /** The likeliest first; empty when there is no ink. */
  readonly candidates: readonly Candidate[];
  /** What was done before the ways part; empty unless asked for. */
  readonly stages: readonly Stage[];
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

const strokesSaid = {
  kept: '',
  thickened: '; thin strokes were widened to what the network knows',
  thinned: '; thick strokes were thinned to what the network knows',
} as const;

function toCandidate(ink: Ink, offset: { x: number; y: number }, explained: boolean): Candidate {
  const { input, strokes } = normalise(ink.plane);
  const { polarity, likeness } = ink;
  const box = boxOf(ink, ink.components);
  const plane = { width: inputSide, height: inputSide, data: input };
  const turned =
    polarity === 'dark'
      ? 'inverted: the paper is brighter than the ink'
      : 'not inverted: the ink is brighter than the paper';
  return {
    input,
    box: { ...box, x: box.x + offset.x, y: box.y + offset.y },
    polarity,
    likeness,
    segment: () => moved(segment(ink), offset),
    stages: explained
      ? [
          explain('polarity', turned, ink.strength, ink.level),
          explain('ink', `${ink.reason}; ${ink.dropped}`, ink.plane),
          explain(
            'input',
            `longer side of the ink brought to 20 pixels, its centre of mass to the middle${strokesSaid[strokes]}`,
            plane,
          ),
        ]
      : [],
  };
}

/** Brightness by grey value, 0–1, and the opposite. */
const brightness = Float32Array.from({ length: 256 }, (_, grey) => grey / 255);
const darkness = Float32Array.from({ length: 256 }, (_, grey) => 1 - grey / 255);

/** One number per pixel of a grey picture of the network's size. */
function lookUp({ data }: RgbaImage, table: Float32Array): Float32Array {
  const looked = new Float32Array(inputSide * inputSide);
  for (let i = 0; i < looked.length; i++) looked[i] = table[data[i * 4] as number] as number;
  return looked;
}

const wholeInput: Box = { x: 0, y: 0, width: inputSide, height: inputSide };
const noSegments = () => null;

/** A picture that already is what the network wants. */
function passOn(image: RgbaImage, form: 'as is' | 'inverted', explained: boolean): Preprocessed {
  const input = lookUp(image, form === 'as is' ? brightness : darkness);
  const candidate: Candidate = {
    input,
    box: wholeInput,
    polarity: form === 'as is' ? 'light' : 'dark',
    likeness: 1,
    segment: noSegments,
    stages: explained ? passedOnStages(input, form) : [],
  };
  return {
    candidates: [candidate],
    stages: explained
      ? [explain('brightness', 'brightness of the picture', square(lookUp(image, brightness)))]
      : [],
  };
}

const square = (plane: Float32Array): Plane => ({ width: inputSide, height: inputSide, data: plane });

const passedOnStages = (input: Float32Array, form: 'as is' | 'inverted'): Stage[] => [
  explain(
    'polarity',
    form === 'as is'
      ? 'not inverted: the ink is brighter than the paper'
      : 'inverted: the paper is brighter than the ink',
    square(input),
  ),
  explain(
    'input',
    "passed on untouched: it already has the size and the place of MNIST's pictures",
    square(input),
  ),
];

/**
 * A picture as the network wants to see it. Finds the ink whatever the paper, the light and the polarity, drops what is no writing, and brings it
 * to MNIST's geometry. A picture that already has that form is passed on bit for bit.
 *
 * @example
 * const { candidates } = preprocess(image);
 * const answers = await classifier.classify(candidates[0].input, 1);
 */
export function preprocess(
  image: RgbaImage,
  { explain: explained = false }: PreprocessOptions = {},
): Preprocessed {
  const form = mnistForm(image);
  if (form !== null) return passOn(image, form, explained);
  const whole = toGrey(image);
  const inside = findInside(whole.plane);
  const grey = inside === null ? whole : insideOf(whole, inside);
  const offset = { x: (inside?.x ?? 0) * grey.factor, y: (inside?.y ?? 0) * grey.factor };
  const candidates = findInk(grey).map((ink) => toCandidate(ink, offset, explained));
  if (!explained) return { candidates, stages: [] };
  const stages = [explain('brightness', whole.reason, whole.plane)];
  if (inside !== null) stages.push(explain('frame', 'what frames the picture was cut off', grey.plane));
  if (candidates.length === 0)
    stages.push(
      explain('ink', 'no ink: nothing stands out from the paper like the stroke of a pen', grey.plane),
    );
  return { candidates, stages };
}
