import type { StoredImage } from '../../src/core/store.ts';
import { shapeOf } from './shape.ts';

/** A stored picture on a card of a list; the card's words tell what it is. */
export const Thumbnail = ({ image }: { image: Pick<StoredImage, 'id' | 'width' | 'height'> }) => (
  <span class="card-picture">
    <img
      class={shapeOf(image)}
      src={`/images/${image.id}`}
      alt=""
      width={image.width}
      height={image.height}
      loading="lazy"
      decoding="async"
    />
  </span>
);
