import { Elysia } from 'elysia';
import type { AppDeps } from '../../deps.ts';
import { modelsApi } from './api.ts';
import { modelsPages } from './pages.tsx';
import { createReplays } from './replays.ts';
import { createModels } from './service.ts';

/** Which model answers, what another one would say, and changing over; for programs and for people. */
export function models(deps: AppDeps) {
  const service = createModels(deps);
  const replaying = createReplays(deps);
  return new Elysia({ name: 'models' })
    .use(modelsApi(service, replaying))
    .use(modelsPages(deps, service, replaying));
}
