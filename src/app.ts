import { Elysia } from 'elysia';
import type { AppDeps } from './deps.ts';

/** The whole product as a function from Request to Response. */
export function createApp(_deps: AppDeps) {
  return new Elysia();
}

export type App = ReturnType<typeof createApp>;
