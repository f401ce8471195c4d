/** The size of an IDX file and where its values begin. */
export interface IdxHeader {
  /** e.g. `[60000, 28, 28]` for images, `[60000]` for labels. */
  readonly sizes: readonly number[];
  /** In bytes. */
  readonly valuesAt: number;
  /** How many values there have to be. */
  readonly values: number;
}

/** The longest header that we read. */
export const idxHeaderBytes = 4 + 4 * 4;

/**
 * The header of an IDX file of unsigned bytes. The format: http://yann.lecun.com/exdb/mnist/
 *
 * @example writeIdxHeader([60000, 28, 28])
 */
export function writeIdxHeader(sizes: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * sizes.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, 8);
  view.setUint8(3, sizes.length);
  for (const [i, size] of sizes.entries()) view.setUint32(4 + 4 * i, size);
  return bytes;
}

/** Reads the header of an IDX file of unsigned bytes, uncompressed; `null` when it is none. */
export function readIdxHeader(bytes: Uint8Array): IdxHeader | null {
  const rank = bytes[3] ?? 0;
  const valuesAt = 4 + 4 * rank;
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || rank < 1 || rank > 4 || bytes.length < valuesAt)
    return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  return { sizes, valuesAt, values: sizes.reduce((product, size) => product * size, 1) };
}

/** Files of images and of labels by the names that MNIST uses; `null` when the name says neither. */
export function idxKind(name: string): 'images' | 'labels' | null {
  if (/images.*idx3|idx3.*images/i.test(name)) return 'images';
  return /labels.*idx1|idx1.*labels/i.test(name) ? 'labels' : null;
}

/** The name of the file of labels that belongs to a file of images, without `.gz`. */
export const labelsNameOf = (images: string): string =>
  images.replace(/\.gz$/i, '').replace('images', 'labels').replace('idx3', 'idx1');
