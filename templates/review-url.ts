import type { ReviewMode } from '../src/core/review-store.ts';

interface ReviewAddress {
  readonly mode: ReviewMode;
  readonly after?: string | undefined;
}

/** The address of the review: `doubt` needs no word. Other things to tell come as `more`. */
export function reviewUrl({ mode, after }: ReviewAddress, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    ...(mode === 'doubt' ? {} : { mode }),
    ...(after ? { after } : {}),
    ...more,
  });
  return query.size > 0 ? `/review?${query}` : '/review';
}
