import type { ModelIdentity } from './prediction.ts';

/** Port: which model answers. `AppDeps.recogniser` and `AppDeps.modelCard` follow it. */
export interface ModelSwitch {
  /** Where the model that answers now was read from. */
  readonly folder: string;
  /**
   * Reads and checks a model's folder, loads it in every worker, then changes all of them over. Requests under way end with
   * the model that they began with; none is lost.
   *
   * @throws Error why it cannot be used; then nothing has changed anywhere
   */
  activate(folder: string): Promise<ModelIdentity>;
}
