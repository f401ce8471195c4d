import { describe, expect, test } from 'bun:test';
import type { RgbaImage } from '../../../src/core/image.ts';
import { preprocess } from '../../../src/core/preprocess/index.ts';
import { createCanvas, photograph, picture, type Scene } from '../../support/synthetic.ts';

const place = { width: 300, height: 280, x: 160, y: 130, size: 150, pen: 7 };
const first = (image: RgbaImage): Float32Array =>
  preprocess(image).candidates[0]?.input ?? new Float32Array(784);

/** How alike two pictures are, 0–1 (correlation), when one may be a pixel off. */
function likeness(a: Float32Array, b: Float32Array): number {
  let best = 0;
  for (const dy of [-1, 0, 1])
    for (const dx of [-1, 0, 1]) {
      let [both, squaredA, squaredB] = [0, 0, 0];
      for (let y = 1; y < 27; y++)
        for (let x = 1; x < 27; x++) {
          const one = a[y * 28 + x] ?? 0;
          const other = b[(y + dy) * 28 + x + dx] ?? 0;
          both += one * other;
          squaredA += one * one;
          squaredB += other * other;
        }
      best = Math.max(best, both / Math.sqrt(squaredA * squaredB || 1));
    }
  return best;
}

/** A digit of MNIST's own form, made by the preprocessing itself and rounded to bytes. */
function mnistLike(digit: number): Uint8Array {
  return Uint8Array.from(first(picture(digit, place)), (value) => Math.round(255 * value));
}

function greyImage(bytes: Uint8Array): RgbaImage {
  const data = new Uint8Array(bytes.length * 4);
  for (const [i, value] of bytes.entries()) data.set([value, value, value, 255], i * 4);
  return { width: 28, height: 28, data };
}

describe('the geometry is that of MNIST', () => {
  for (const digit of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    test(`a ${digit} is 20 pixels on its longer side, its centre of mass in the middle`, () => {
      const input = first(picture(digit, place));
      let [left, right, top, bottom, mass, massX, massY, peak] = [28, -1, 28, -1, 0, 0, 0, 0];
      for (let y = 0; y < 28; y++)
        for (let x = 0; x < 28; x++) {
          const value = input[y * 28 + x] ?? 0;
          mass += value;
          massX += value * x;
          massY += value * y;
          peak = Math.max(peak, value);
          if (value < 0.1) continue;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      const longer = Math.max(right - left, bottom - top) + 1;
      expect(longer).toBeGreaterThanOrEqual(19);
      expect(longer).toBeLessThanOrEqual(20);
      for (const middle of [massX / mass, massY / mass]) {
        expect(middle).toBeGreaterThan(13.4);
        expect(middle).toBeLessThan(14.6);
      }
      expect(peak).toBe(1);
    });

  test('a picture that already has it passes bit for bit', () => {
    for (const digit of [0, 2, 3, 5, 8]) {
      const bytes = mnistLike(digit);
      expect(first(greyImage(bytes))).toEqual(Float32Array.from(bytes, (value) => value / 255));
    }
  });

  test('and is exactly turned when it is inverted', () => {
    const bytes = mnistLike(4).map((value) => 255 - value);
    expect(first(greyImage(bytes))).toEqual(Float32Array.from(bytes, (value) => 1 - value / 255));
  });
});

describe('the same digit comes out whatever the picture is like', () => {
  const scenes: Record<string, Scene> = {
    'white on black': { paper: [0, 0, 0], ink: [255, 255, 255] },
    'black on transparent': { transparent: true, ink: [0, 0, 0] },
    'white on transparent': { transparent: true, ink: [255, 255, 255] },
    'blue ink on blue paper': { paper: [190, 210, 245], ink: [40, 60, 170] },
    'red ink that is as bright as its green paper': { paper: [90, 160, 90], ink: [250, 85, 85] },
    'yellow ink on white': { paper: [255, 255, 255], ink: [255, 240, 60] },
    'light from one side and noise': { paper: [220, 215, 200], slope: 0.5, noise: 5, blur: 1 },
    'a hard shadow': {
      paper: [230, 225, 215],
      shadow: { at: 0.35, depth: 0.45, softness: 2 },
      noise: 3,
      blur: 1,
    },
    'a faint pencil in a soft shadow': {
      opacity: 0.35,
      shadow: { at: 0.6, depth: 0.3, softness: 80 },
      noise: 2,
      blur: 1,
    },
    'the table beside the paper': {
      paper: [235, 235, 230],
      table: { width: 25, colour: [60, 45, 30] },
      noise: 3,
      blur: 1,
    },
    'ruled paper': { ruled: { every: 40, thickness: 1, colour: [160, 190, 225] }, noise: 2 },
    'a black frame': { frame: { thickness: 9, colour: [0, 0, 0] } },
    'a thin black border line': { frame: { thickness: 1, colour: [0, 0, 0] } },
  };
  for (const [name, scene] of Object.entries(scenes))
    test(name, () => {
      for (const digit of [2, 3, 5]) {
        const plain = first(picture(digit, place));
        expect(likeness(first(picture(digit, place, scene)), plain)).toBeGreaterThan(0.85);
      }
    });

  test('a hairline in a large photograph keeps its strength', () => {
    const thin = first(
      picture(3, { width: 2400, height: 1800, x: 1200, y: 800, size: 700, pen: 5 }, { noise: 3 }),
    );
    expect(Math.max(...thin)).toBe(1);
    expect(likeness(thin, first(picture(3, place)))).toBeGreaterThan(0.75);
  });

  test('a full-bleed picture of 16×16 is among the candidates in the right polarity', () => {
    for (const paper of [0, 255]) {
      const scene: Scene = { paper: [paper, paper, paper], ink: [255 - paper, 255 - paper, 255 - paper] };
      const { candidates } = preprocess(
        picture(3, { width: 16, height: 16, x: 8, y: 8, size: 14.5, pen: 2.4 }, scene),
      );
      const plain = first(picture(3, place));
      expect(Math.max(...candidates.map(({ input }) => likeness(input, plain)))).toBeGreaterThan(0.75);
    }
  });
});

describe('paper without ink has no candidates', () => {
  const scenes: Record<string, Scene> = {
    white: {},
    black: { paper: [0, 0, 0] },
    noisy: { paper: [200, 200, 200], noise: 15 },
    'lit from one side': { paper: [220, 215, 205], slope: 0.5, noise: 3 },
    'in the shadow': { paper: [230, 230, 230], shadow: { at: 0.5, depth: 0.4, softness: 60 }, noise: 3 },
    transparent: { transparent: true },
  };
  for (const [name, scene] of Object.entries(scenes))
    test(name, () => expect(preprocess(photograph(createCanvas(240, 200), scene)).candidates).toBeEmpty());

  test('even when it is one pixel', () =>
    expect(preprocess(photograph(createCanvas(1, 1), {})).candidates).toBeEmpty());
});

describe('it explains itself when asked', () => {
  test('each stage has a small picture and a reason', () => {
    const { stages, candidates } = preprocess(picture(6, place), { explain: true });
    const all = [...stages, ...(candidates[0]?.stages ?? [])];
    expect(all.map(({ name }) => name)).toEqual(['brightness', 'polarity', 'ink', 'input']);
    expect(all[1]?.reason).toBe('inverted: the paper is brighter than the ink');
    for (const { picture: shown } of all) {
      expect(Math.max(shown.width, shown.height)).toBeLessThanOrEqual(160);
      expect(shown.data.length).toBe(shown.width * shown.height);
    }
  });

  test('and says nothing otherwise', () => {
    const { stages, candidates } = preprocess(picture(6, place));
    expect([...stages, ...(candidates[0]?.stages ?? [])]).toBeEmpty();
  });
});

test('the box of the ink is in pixels of the picture', () => {
  const { candidates } = preprocess(
    picture(0, { width: 1700, height: 1200, x: 900, y: 500, size: 400, pen: 20 }),
  );
  const box = candidates[0]?.box ?? { x: 0, y: 0, width: 0, height: 0 };
  expect(Math.abs(box.y - 290)).toBeLessThan(12);
  expect(Math.abs(box.height - 420)).toBeLessThan(20);
  expect(Math.abs(box.x - 766)).toBeLessThan(12);
});
