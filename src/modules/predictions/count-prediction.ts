import type { Metrics } from '../../core/metrics/index.ts';
import type { StoredPrediction } from '../../core/store.ts';

/** Notes a prediction that was just stored. */
export const countPrediction = (metrics: Metrics, { model, digit, status }: StoredPrediction): void =>
  metrics.prediction(`${model.name} ${model.version}`, digit, status);
