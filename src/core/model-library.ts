import type { Thresholds } from './classifier.ts';
import type { ModelCard } from './model-card.ts';
import type { ModelIdentity } from './prediction.ts';

/** A folder with a model in it. */
export interface LibraryModel {
  /** The name of the folder: how it is addressed. */
  readonly folder: string;
  /** Where it lies, as `ModelSwitch.activate` takes it. */
  readonly path: string;
  /** What its manifest says it is; `null` when that cannot be read. */
  readonly identity: ModelIdentity | null;
  /** Its own; the service's settings may override them. */
  readonly thresholds: Thresholds | null;
  readonly card: ModelCard | null;
  /** Why it cannot be used, in a sentence; `null` when its files are what its manifest says. */
  readonly problem: string | null;
}

/** Port: the models that lie beside the active one. Drop in another folder and it is there. */
export interface ModelLibrary {
  /** In the order of the folders' names; each checked against the hashes of its manifest. */
  list(): Promise<readonly LibraryModel[]>;
  find(folder: string): Promise<LibraryModel | null>;
}
