import { Elysia } from 'elysia';
import type { AppDeps } from '../../deps.ts';
import { problem } from '../../http/schemas.ts';
import * as model from './model.ts';
import { createReadiness } from './service.ts';

/** For whoever supervises the process. */
export function health(deps: AppDeps) {
  const readiness = createReadiness(deps);
  return new Elysia({ name: 'health', tags: ['Health'] })
    .get('/livez', () => ({ status: 'alive' as const }), {
      response: { 200: model.alive },
      detail: {
        summary: 'Is the process alive?',
        description: 'Touches neither model nor database. When this fails, restart.',
      },
    })

    .get('/readyz', async () => ({ status: 'ready' as const, checks: await readiness.check() }), {
      response: { 200: model.ready, 503: problem },
      detail: {
        summary: 'Can it do its work?',
        description:
          'Reads a picture with the real model, writes to the database, and knows whether it is shutting down. ' +
          'When this fails, send nobody here; the problem names the check.',
      },
    });
}
