import type { Thresholds } from './classifier.ts';

/** One network of the model, as people want to know it. */
export interface StageFacts {
  readonly name: string;
  readonly bytes: number;
  readonly parameters: number | null;
  /** Multiplications and additions for one picture. */
  readonly multiplyAdds: number | null;
  /** Its answer stands from here on; `null` where it always decides. */
  readonly accept: Thresholds | null;
}

/** A share of a set of pictures that was never trained on. */
export interface MeasuredShare {
  /** Name of the set as in `model.json`, e.g. `clean`. */
  readonly set: string;
  readonly images: number;
  /** 0–1. */
  readonly share: number;
  /** Wilson's 95 % interval, 0–1. */
  readonly interval: readonly [number, number];
}

/** What is known of the model: the figures of `model.json` that are for people, and the text of `CARD.md`. */
export interface ModelCard {
  readonly stages: readonly StageFacts[];
  /** Digits that were read rightly. */
  readonly digits: readonly MeasuredShare[];
  /** Things that are no digit, and were not called one. */
  readonly nonDigits: readonly MeasuredShare[];
  readonly markdown: string | null;
}
