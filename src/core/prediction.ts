import type { Box, MediaType } from './image.ts';

/** A digit, 0 to 9. */
export type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** What a picture truly shows when it is no digit. */
export const notADigit = 'not-a-digit';

/** What a picture truly shows, said by somebody who knows. */
export type Label = Digit | typeof notADigit;

/**
 * How an image was read: `ok`, we stand by it; `unsure`, a best guess below the threshold or perhaps no digit at all;
 * `blank`, no ink; `multiple`, several digits, see `reading`.
 */
export const statuses = ['ok', 'unsure', 'blank', 'multiple'] as const;
export type Status = (typeof statuses)[number];

/** Which network said so. */
export interface ModelIdentity {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the stage files in their order, hexadecimal. */
  readonly sha256: string;
}

/** One digit of several. */
export interface ReadDigit {
  readonly digit: Digit;
  /** 0–1, calibrated. */
  readonly confidence: number;
  readonly box: Box;
}

/** Several digits, in reading order: rows from the top, one after the other in `text` without anything between. */
export interface Reading {
  readonly text: string;
  readonly digits: readonly ReadDigit[];
}

/** What the recogniser says of one picture. */
export interface Prediction {
  readonly status: Status;
  /** `null` when blank or multiple. */
  readonly digit: Digit | null;
  /** 0–1: how often an answer given with this number is right. 0 when blank; of several digits, the least. */
  readonly confidence: number;
  /** Ten calibrated probabilities for 0 to 9 that sum to 1; ten zeros when blank or multiple. */
  readonly probabilities: readonly number[];
  /** Set when `status` is `multiple`. */
  readonly reading: Reading | null;
}

/** A step of the preprocessing, told to people: what was done and why, with a small picture of the result. */
export interface Stage {
  /** e.g. `polarity`. */
  readonly name: string;
  /** e.g. `inverted: the border is brighter than the ink`. */
  readonly reason: string;
  /** 8-bit grey, row by row. */
  readonly picture: { readonly width: number; readonly height: number; readonly data: Uint8Array };
}

/** A prediction and the facts of the picture it was made from. */
export interface Recognition extends Prediction {
  /** Who read it: the active model may have changed by the time the answer is stored. */
  readonly model: ModelIdentity;
  readonly mediaType: MediaType;
  /** Pixels of the upright picture (EXIF orientation obeyed). */
  readonly width: number;
  readonly height: number;
  /** Which stage of the model decided, e.g. `fast`; `null` when the picture never reached it (blank). */
  readonly decidedBy: string | null;
  /** Set when asked for. */
  readonly stages?: readonly Stage[];
}
