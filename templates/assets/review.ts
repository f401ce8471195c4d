import { enhanceReview } from './script/review.ts';

for (const root of document.querySelectorAll<HTMLElement>('[data-review]')) enhanceReview(root);
