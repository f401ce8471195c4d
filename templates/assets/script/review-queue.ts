import { shapeOf } from '../../components/shape.ts';
import type { Item } from './review-item.ts';

/** Asked for at once, and from how many left on the next ones are fetched: a second each is slower than any network. */
const pageSize = 24;
const enough = 12;
/** Pictures that are decoded ahead. */
const ahead = 6;

export interface Queue {
  /** Everything met so far. */
  readonly items: readonly Item[];
  /** Makes sure that there is something beyond `index`, if there is; resolves at once when it is there. */
  reach(index: number): Promise<void>;
  /** The decoded picture, made early by `reach`. */
  picture(item: Item): HTMLImageElement;
}

/** The queue of the review, fetched ahead of whoever works through it. */
export function createQueue(mode: string, after: string): Queue {
  const items: Item[] = [];
  const known = new Set<string>();
  const pictures = new Map<string, HTMLImageElement>();
  let cursor: string | null = after;
  let underway: Promise<void> | undefined;

  async function fetchMore(): Promise<void> {
    const query = new URLSearchParams({ mode, limit: String(pageSize), ...(cursor ? { cursor } : {}) });
    const answer = await fetch(`/review/next?${query}`, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(`Cannot fetch the queue: the server answered ${answer.status}`);
    const page: { items: Omit<Item, 'now'>[]; next: string | null } = await answer.json();
    cursor = page.next;
    for (const item of page.items) {
      // The same picture may have been read more than once.
      if (known.has(item.image.id)) continue;
      known.add(item.image.id);
      items.push({ ...item, now: item.label });
    }
  }

  const more = (): Promise<void> => {
    underway ??= fetchMore().finally(() => {
      underway = undefined;
    });
    return underway;
  };

  function picture(item: Item): HTMLImageElement {
    const { id, url, width, height } = item.image;
    const made = pictures.get(id);
    if (made) return made;
    const image = new Image(width, height);
    image.className = shapeOf(item.image);
    image.alt = 'What to label';
    image.src = url;
    image.decode().catch(() => {});
    pictures.set(id, image);
    return image;
  }

  return {
    items,
    picture,
    async reach(index) {
      while (items.length <= index && cursor !== null) await more();
      for (const item of items.slice(index, index + ahead)) picture(item);
      for (const past of items.slice(0, Math.max(0, index - 2 * ahead))) pictures.delete(past.image.id);
      if (items.length - index < enough && cursor !== null) more().catch(() => {});
    },
  };
}
