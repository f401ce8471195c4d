import type { Label } from '../../../src/core/prediction.ts';
import type { Asked } from '../../review-words.ts';

/** One picture of the queue, as `GET /review/next` tells it, and what was said of it in this sitting. */
export interface Item extends Asked {
  readonly id: string;
  readonly image: {
    readonly id: string;
    readonly url: string;
    readonly width: number;
    readonly height: number;
  };
  readonly cursor: string;
  /** The label as the server will have it once all is sent. */
  now: Label | null;
}
