import type { InkwellError } from './errors.ts';
import type { ModelIdentity, Recognition } from './prediction.ts';
import type { Timeline } from './trace.ts';

/** What became of one picture of many: one that cannot be read fails no other. */
export type Outcome =
  | { readonly recognition: Recognition; readonly durationMs: number }
  | { readonly error: InkwellError };

/** What a model said of many pictures. */
export interface ReadMany {
  readonly model: ModelIdentity;
  /** In the order of the pictures. */
  readonly outcomes: readonly Outcome[];
}

export interface BackgroundOptions {
  readonly folder?: string | undefined;
  readonly explain?: boolean | undefined;
  readonly urgent?: boolean | undefined;
  readonly timeline?: Timeline | undefined;
}

/**
 * Port: reads pictures beside the requests, on threads of its own that are started when first needed, use every core, and end
 * when they have had nothing to do for a while.
 */
export interface Background {
  /**
   * Reads pictures in pieces that many callers share. Hand over some hundred at once and await them before the next: what
   * waits lies in memory. Two or three calls under way keep every core busy.
   *
   * @param pictures bytes as uploaded; they are copied to the thread that reads them
   * @param options.folder of another model than the active one, e.g. `models/inkwell-2`; it stays loaded until the threads end
   * @param options.explain also keep the stages of the preprocessing
   * @param options.urgent somebody waits for it: before what was handed over without
   * @param options.timeline where the steps of the reading are noted; for one picture
   * @throws UnavailableError when a thread broke down, or the model of `folder` cannot be used
   */
  recogniseAll(pictures: readonly Uint8Array[], options?: BackgroundOptions): Promise<ReadMany>;
}
