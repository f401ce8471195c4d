import type { RgbaImage } from '../core/image.ts';

/** A labelled picture. */
export interface Sample {
  /** Path, or file and number in it. */
  readonly name: string;
  /** A digit, several digits, or `none` for what is no digit. */
  readonly label: string;
  /** What kind of picture it is, where it came from; empty when nobody said. */
  readonly source: string;
  /** The file's bytes, or pixels where there is no file of its own. */
  readonly load: () => Promise<Uint8Array | RgbaImage>;
}

/** What cannot be evaluated, told to the person who asked. */
export class SampleError extends Error {
  override readonly name = 'SampleError';
}

/** @throws SampleError when it is neither digits nor `none` */
export function parseLabel(text: string, where: string): string {
  const label = text.trim().toLowerCase();
  if (label === '' || label === 'none' || label === 'blank') return 'none';
  if (/^\d+$/.test(label)) return label;
  throw new SampleError(`${where}: the label is "${text}", expected digits or none`);
}
