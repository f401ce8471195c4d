import type { ByteSource } from '../core/byte-source.ts';
import type { InkwellError } from '../core/errors.ts';
import type { Label } from '../core/prediction.ts';

/** A file that was handed in. */
export interface ImportFile {
  /** Perhaps with folders, e.g. `7/a.png`. */
  readonly name: string;
  readonly source: ByteSource;
}

/** A picture with its label, or a label for a picture that is already stored. */
export interface ImportRow {
  /** Where it is, for people: a file's name, perhaps with a number or a line. */
  readonly name: string;
  /** `null` when nothing is said. */
  readonly label: Label | null;
  readonly picture: Picture;
}

/** What cannot be imported, and why. */
export interface WrongRow {
  readonly name: string;
  readonly error: InkwellError;
}

/** The picture's bytes when they are asked for, or the SHA-256 (hexadecimal) of one that is stored. */
export type Picture = { readonly load: () => Promise<Uint8Array> } | { readonly sha256: string };

export const importFormats = ['idx', 'pictures', 'jsonl', 'csv'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** What was found in the files. */
export interface ImportPlan {
  readonly format: ImportFormat;
  /** How many rows there will be; `null` when only reading them tells. */
  readonly total: number | null;
  readonly rows: AsyncGenerator<ImportRow | WrongRow>;
}

/** Largest picture, in bytes, and largest file that has to be unpacked to be read. */
export interface ImportLimits {
  readonly maxImageBytes: number;
  readonly maxUnpackedBytes: number;
}

export const imageSetting = 'MAX_IMAGE_BYTES';
export const unpackedSetting = 'MAX_BATCH_BYTES';
