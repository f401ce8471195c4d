import { sha256 } from '@noble/hashes/sha2.js';
import type { Digit } from '../core/prediction.ts';
import type { Scratch } from '../core/scratch.ts';
import { writeIdxHeader } from './idx.ts';
import { type Bytes, readSource, through } from './streams.ts';

/** Pixels of a side of MNIST's pictures. */
export const side = 28;

/** MNIST's names; with them torchvision and Keras find the files. */
export const splits = ['train', 't10k'] as const;
export type SplitName = (typeof splits)[number];

/** What the provenance says of a file. */
export interface IdxFile {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
  /** Of the unpacked file: `zcat FILE | sha256sum`. */
  readonly sha256: string;
}

/** One side of the split while it is gathered: the header of an IDX file needs the count, which is known at the end. */
export interface IdxSplit {
  readonly name: SplitName;
  /** How many of each digit. */
  readonly perDigit: readonly number[];
  readonly size: number;
  add(pixels: Uint8Array, label: Digit): Promise<void>;
  /** Both files, gzipped, to be read in their order; `files` is whole when both have been. */
  contents(): readonly { readonly name: string; readonly content: Bytes }[];
  readonly files: readonly IdxFile[];
}

export function createIdxSplit(name: SplitName, pixels: Scratch, labels: Scratch): IdxSplit {
  const perDigit = Array.from({ length: 10 }, () => 0);
  const files: IdxFile[] = [];
  let size = 0;

  async function* unpacked(file: string, header: Uint8Array<ArrayBuffer>, values: Scratch): Bytes {
    const hash = sha256.create().update(header);
    yield header;
    for await (const piece of readSource(values)) {
      hash.update(piece);
      yield piece;
    }
    files.push({ name: file, bytes: header.length + values.size, sha256: hex(hash.digest()) });
  }

  const gzipped = (file: string, header: Uint8Array<ArrayBuffer>, values: Scratch) => ({
    name: file,
    content: through(unpacked(file, header, values), new CompressionStream('gzip')),
  });

  return {
    name,
    perDigit,
    files,
    get size() {
      return size;
    },
    async add(picture, label) {
      await pixels.write(picture);
      await labels.write(Uint8Array.of(label));
      perDigit[label] = (perDigit[label] ?? 0) + 1;
      size++;
    },
    contents: () => [
      gzipped(`${name}-images-idx3-ubyte.gz`, writeIdxHeader([size, side, side]), pixels),
      gzipped(`${name}-labels-idx1-ubyte.gz`, writeIdxHeader([size]), labels),
    ],
  };
}

/**
 * On which side a picture is, by its pixels alone: it stays there however many others come, and what looks the same is never
 * on both.
 *
 * @param digest SHA-256 of the pixels
 * @param testShare 0–1
 */
export function splitOf(digest: Uint8Array, testShare: number): SplitName {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  // Not the bytes by which `DigestMap` knows it.
  return view.getUint32(8) < testShare * 2 ** 32 ? 't10k' : 'train';
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
