import type { ImageLimits } from '../src/core/image.ts';
import type { ModelIdentity } from '../src/core/prediction.ts';

/** What every page knows of the service that shows it. */
export interface Site {
  /** The address of a file of `templates/assets`, with a hash of its content, e.g. `/assets/inkwell.1a2b3c4d.css`. */
  readonly assetUrl: (name: string) => string;
  readonly limits: ImageLimits;
  readonly model: ModelIdentity;
}
