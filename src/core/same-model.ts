import type { ModelIdentity } from './prediction.ts';

/** Whether two are one: the same files may be named twice, with other thresholds. */
export const isSameModel = (a: ModelIdentity, b: ModelIdentity): boolean =>
  a.sha256 === b.sha256 && a.name === b.name && a.version === b.version;
