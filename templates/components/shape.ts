import type { StoredImage } from '../../src/core/store.ts';

/** Which side of its frame a picture fills, and whether its pixels may be seen. A width in `style` would need a laxer policy. */
export function shapeOf({ width, height }: Pick<StoredImage, 'width' | 'height'>): string {
  return `${width >= height ? 'wide' : 'tall'}${Math.max(width, height) < 120 ? ' pixels' : ''}`;
}
