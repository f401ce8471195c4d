import { readIdx } from '../../src/evaluate/read-idx.ts';
import { createCanvas, createRandom, drawDigit } from '../../tests/support/synthetic.ts';

/** Pixels of a picture, 28×28, white ink on black, as MNIST has them. */
export type Pixels = Uint8Array;

export interface Pictures {
  /** For the report. */
  readonly name: string;
  readonly all: readonly Pixels[];
}

const side = 28;

/** Digits drawn here by a round pen, in MNIST's form: 20 pixels high, the mass of the ink in the middle. */
export function drawPictures(count = 4000): Pictures {
  const random = createRandom(5);
  const all = Array.from({ length: count }, (_, i) => {
    const pen = 1.8 + random() * 1.4;
    const placement = { size: 17.5 + random(), pen, slant: (random() - 0.4) * 0.5 };
    const draw = (x: number, y: number) => {
      const canvas = createCanvas(side, side);
      drawDigit(canvas, i % 10, { x, y, ...placement });
      return canvas.data;
    };
    const [x, y] = middle(draw(side / 2, side / 2));
    return Uint8Array.from(draw(side - x, side - y), (cover) => Math.round(cover * 255));
  });
  return { name: `${count} digits drawn by a round pen`, all };
}

function middle(data: Float32Array): [number, number] {
  let [mass, sumX, sumY] = [0, 0, 0];
  for (const [i, cover] of data.entries()) {
    mass += cover;
    sumX += cover * ((i % side) + 0.5);
    sumY += cover * (Math.floor(i / side) + 0.5);
  }
  return [sumX / mass, sumY / mass];
}

/** The pictures of an IDX file with its labels beside it, e.g. MNIST's. */
export async function readPictures(path: string): Promise<Pictures> {
  const samples = await readIdx(path);
  const all = await Promise.all(
    samples.map(async ({ load }) => {
      const image = await load();
      if (image instanceof Uint8Array) throw new Error(`${path} holds files, expected pixels`);
      const { width, height, data } = image;
      if (width !== side || height !== side)
        throw new Error(`${path} holds pictures of ${width}×${height}, expected ${side}×${side}`);
      return data.filter((_, i) => i % 4 === 0) as Pixels;
    }),
  );
  return { name: `${all.length} images of ${path.split('/').at(-1)}`, all };
}

/**
 * A picture that was never there before: `variant` is written, bit by bit, into the lowest bits of the grey of inked
 * pixels. No eye and hardly a network sees it; bytes and pixels are different all the same.
 */
export function vary(pixels: Pixels, variant: number): Pixels {
  if (variant === 0) return pixels;
  const varied = pixels.slice();
  for (let i = 0, bits = variant; bits > 0 && i < varied.length; i++) {
    const grey = varied[i] as number;
    if (grey < 64) continue;
    varied[i] = grey ^ (bits & 1);
    bits >>>= 1;
  }
  return varied;
}
