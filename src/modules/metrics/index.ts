import { Elysia, t } from 'elysia';
import manifest from '../../../package.json' with { type: 'json' };
import { expositionType } from '../../core/metrics/exposition.ts';
import type { AppDeps } from '../../deps.ts';

/** For Prometheus, or whoever reads its text format. */
export function metrics({ metrics, vitals, recogniser }: Pick<AppDeps, 'metrics' | 'vitals' | 'recogniser'>) {
  return new Elysia({ name: 'metrics', tags: ['Health'] }).get(
    '/metrics',
    async ({ set }) => {
      const { name, version, sha256 } = recogniser.model;
      set.headers['content-type'] = expositionType;
      set.headers['cache-control'] = 'no-store';
      return metrics.expose(
        { version: manifest.version, model: `${name} ${version}`, sha256 },
        await vitals(),
      );
    },
    {
      response: {
        200: t.String({
          description: 'Prometheus’ text format',
          examples: ['inkwell_predictions_total{model="inkwell 1.0.0",digit="7",status="ok"} 3\n'],
        }),
      },
      detail: {
        summary: 'Figures for Prometheus',
        description:
          'Counts and latencies of all workers together: predictions, requests, inference, commits, queue, restarts.',
      },
    },
  );
}
