/** Free pages that a file keeps for what comes next: giving them all back would only make it grow again. */
const leastPages = 1000;
const share = 1 / 20;

/** How many pages one step gives back: a few milliseconds of work. */
const pagesAtOnce = 500;

/** Of a file: `pragma freelist_count` and `pragma page_count`. */
export interface PageCounts {
  readonly free: number;
  readonly all: number;
}

export const pageCounts =
  'select f.freelist_count as free, p.page_count as "all" from pragma_freelist_count() f, pragma_page_count() p';

/** What to run, by `exec`, to give space back to the disk; nothing when there is no more than the file may need again soon. */
export function giveBack({ free, all }: PageCounts): string {
  const pages = Math.min(pagesAtOnce, free - Math.max(leastPages, Math.floor(all * share)));
  return pages > 0 ? `pragma incremental_vacuum(${pages});` : '';
}
