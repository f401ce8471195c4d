import type { ReviewItem } from '../../core/review-store.ts';
import type { ReviewPageBody } from './model.ts';

/** A page of the queue as the API tells it. In a sample the answer stays hidden: it would bias whoever labels. */
export function presentReview(items: readonly ReviewItem[], limit: number): ReviewPageBody {
  return {
    items: items.map(({ prediction, reason, cursor }) => {
      const { id, image, status, digit, confidence, label } = prediction;
      return {
        id,
        reason,
        image: {
          id: image.id,
          url: `/images/${image.id}`,
          mediaType: image.mediaType,
          width: image.width,
          height: image.height,
        },
        answer: reason === 'sample' ? null : { status, prediction: digit, confidence },
        label,
        cursor,
      };
    }),
    next: items.length < limit ? null : (items.at(-1)?.cursor ?? null),
  };
}
