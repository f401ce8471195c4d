import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Handwritten digits, 28×28, white ink on black. */
export interface Digits {
  readonly count: number;
  /** `[count, 28, 28]` flattened, 0–255. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** How many of MNIST's training images, the last ones, are held out (see `data.py`). */
const heldOut = 5000;

/** MNIST's training files in `folder`, and of them the part that is trained on or the part that is held out. */
export function readDigits(folder: string, part: 'train' | 'validation'): Digits {
  const read = (name: string, header: number) =>
    new Uint8Array(gunzipSync(readFileSync(join(folder, `train-${name}-ubyte.gz`)))).subarray(header);
  const images = read('images-idx3', 16);
  const labels = read('labels-idx1', 8);
  const cut = labels.length - heldOut;
  const [from, to] = part === 'train' ? [0, cut] : [cut, labels.length];
  return {
    count: to - from,
    images: images.subarray(from * 784, to * 784),
    labels: labels.subarray(from, to),
  };
}
