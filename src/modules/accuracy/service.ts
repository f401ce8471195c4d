import { type AccuracySummary, summariseAccuracy } from '../../core/accuracy/summarise.ts';
import type { AppDeps } from '../../deps.ts';
import type { AccuracyRequest } from './query.ts';

export interface AccuracyService {
  /** How well this installation reads. From counts alone, so it costs the same however much was read. */
  summary(request: AccuracyRequest): Promise<AccuracySummary>;
}

export function createAccuracy({ accuracy }: Pick<AppDeps, 'accuracy'>): AccuracyService {
  return {
    async summary({ filter, basis }) {
      const [tallies, days] = await Promise.all([accuracy.tallies(filter), accuracy.days(filter)]);
      return summariseAccuracy(tallies, days, basis);
    },
  };
}
