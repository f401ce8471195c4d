import type { ModelIdentity } from '../../core/prediction.ts';
import type { StepName } from '../../core/trace.ts';
import type { PackedOutcomes } from './packed-outcomes.ts';

/** Pictures to read, on their way to a background thread. */
export interface Piece {
  /** One behind the other, in a memory of their own, which goes on with every message. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each of them ends. */
  readonly ends: Uint32Array;
  readonly folder: string;
  readonly explain: boolean;
  readonly urgent: boolean;
  /** SHA-256 of the model that shall read them, where that is settled: the files may have been changed since it was loaded. */
  readonly sha256?: string | undefined;
  /** Whether the steps of the reading are wanted. */
  readonly timed?: boolean;
}

/** A step of the reading, in milliseconds since 1970: each thread's own clock begins when the thread does. */
export interface Step {
  readonly name: StepName;
  readonly begin: number;
  readonly end: number;
}

/** What became of a piece. */
export type PieceResult =
  | {
      readonly answer: {
        readonly model: ModelIdentity;
        readonly outcomes: PackedOutcomes;
        readonly steps: readonly Step[];
      };
    }
  /** `unusable`: the files of the model were removed or changed, and nothing was read. */
  | { readonly error: string; readonly unusable?: boolean };

/** Pictures side by side. */
export function packPictures(pictures: readonly Uint8Array[]): Pick<Piece, 'bytes' | 'ends'> {
  const bytes = new Uint8Array(pictures.reduce((sum, { length }) => sum + length, 0));
  const ends = new Uint32Array(pictures.length);
  let at = 0;
  for (const [i, picture] of pictures.entries()) {
    bytes.set(picture, at);
    at += picture.length;
    ends[i] = at;
  }
  return { bytes, ends };
}

export const unpackPictures = ({ bytes, ends }: Piece): Uint8Array[] =>
  Array.from(ends, (end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
