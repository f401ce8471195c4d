import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RgbaImage } from '../core/image.ts';
import { type Sample, SampleError } from './sample.ts';

interface Idx {
  readonly sizes: readonly number[];
  readonly values: Uint8Array;
}

/** An IDX file of bytes, gzipped or not. The format: http://yann.lecun.com/exdb/mnist/ */
function parseIdx(file: Uint8Array, name: string): Idx {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? new Uint8Array(gunzipSync(file)) : file;
  const rank = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || rank < 1 || bytes.length < 4 + 4 * rank)
    throw new SampleError(`${name} is no IDX file of bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const values = bytes.subarray(4 + 4 * rank);
  const expected = sizes.reduce((product, size) => product * size, 1);
  if (values.length !== expected)
    throw new SampleError(`${name} holds ${values.length} values, its header says ${expected}`);
  return { sizes, values };
}

function toImage(values: Uint8Array, width: number, height: number): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < values.length; i++)
    data.fill(values[i] as number, i * 4, i * 4 + 3).fill(255, i * 4 + 3, i * 4 + 4);
  return { width, height, data };
}

/** The file of labels that belongs to a file of images, by the names that MNIST uses. */
const labelsOf = (images: string): string =>
  join(dirname(images), basename(images).replace('images', 'labels').replace('idx3', 'idx1'));

/** Images and labels of an IDX pair; only the file of images is named. */
export async function readIdx(path: string): Promise<Sample[]> {
  const beside = [labelsOf(path), `${labelsOf(path)}.gz`, labelsOf(path).replace(/\.gz$/, '')];
  const labelsPath = beside.find((candidate) => candidate !== path && existsSync(candidate));
  if (labelsPath === undefined) throw new SampleError(`${path}: its labels ${beside[0]} are missing`);
  const images = parseIdx(await readFile(path), path);
  const labels = parseIdx(await readFile(labelsPath), labelsPath);
  const [count = 0, height = 0, width = 0] = images.sizes;
  if (images.sizes.length !== 3)
    throw new SampleError(`${path} holds no images: it has ${images.sizes.length} dimensions, expected 3`);
  if (labels.values.length !== count)
    throw new SampleError(`${path} holds ${count} images, ${labelsPath} ${labels.values.length} labels`);
  const pixels = width * height;
  return Array.from({ length: count }, (_, i) => ({
    name: `${basename(path)}#${i}`,
    label: String(labels.values[i]),
    source: '',
    load: async () => toImage(images.values.subarray(i * pixels, (i + 1) * pixels), width, height),
  }));
}
