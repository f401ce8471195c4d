import type { Thresholds } from '../src/core/classifier.ts';
import type { ImageLimits } from '../src/core/image.ts';
import type { ModelIdentity } from '../src/core/prediction.ts';

/** What a browser needs to read by itself: addresses that change with what they lead to. */
export interface LiveSources {
  readonly worker: string;
  readonly wasm: string;
  /** Unpacked, to tell how much of it has come. */
  readonly wasmBytes: number;
  /** The folder of the model that answers now. */
  readonly model: string;
  readonly thresholds: Thresholds;
}

/** What every page knows of the service that shows it. */
export interface Site {
  /** The address of a file of `templates/assets`, with a hash of its content, e.g. `/assets/inkwell.1a2b3c4d.css`. */
  readonly assetUrl: (name: string) => string;
  readonly limits: ImageLimits;
  /** Whether people sign in to see pages, and so can sign out. */
  readonly signedIn: boolean;
  readonly model: ModelIdentity;
}
