import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RgbaImage } from '../core/image.ts';
import { labelsNameOf, readIdxHeader } from '../exchange/idx.ts';
import { type Sample, SampleError } from './sample.ts';

/** An IDX file of bytes, gzipped or not. */
function parseIdx(file: Uint8Array, name: string) {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? new Uint8Array(gunzipSync(file)) : file;
  const header = readIdxHeader(bytes);
  if (header === null) throw new SampleError(`${name} is no IDX file of bytes`);
  const values = bytes.subarray(header.valuesAt);
  if (values.length !== header.values)
    throw new SampleError(`${name} holds ${values.length} values, its header says ${header.values}`);
  return { sizes: header.sizes, values };
}

function toImage(values: Uint8Array, width: number, height: number): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < values.length; i++)
    data.fill(values[i] as number, i * 4, i * 4 + 3).fill(255, i * 4 + 3, i * 4 + 4);
  return { width, height, data };
}

/** Images and labels of an IDX pair; only the file of images is named. */
export async function readIdx(path: string): Promise<Sample[]> {
  const plain = join(dirname(path), labelsNameOf(basename(path)));
  const beside = [plain, `${plain}.gz`];
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
