import { wilson } from './wilson.ts';

/** A share with its 95 % interval. */
export interface Share {
  readonly right: number;
  readonly total: number;
  /** 0–1; 0 when nothing was counted. */
  readonly share: number;
  readonly interval: readonly [low: number, high: number];
}

/** So many of so many, and where the true share lies with 95 % confidence. */
export function shareOf(right: number, total: number): Share {
  return { right, total, share: total === 0 ? 0 : right / total, interval: wilson(right, total) };
}
