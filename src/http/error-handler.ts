import type { AnyElysia } from 'elysia';
import type { Logger } from '../deps.ts';
import { allowedMethods } from './allowed-methods.ts';
import { MethodNotAllowedError, problemHeaders, toProblem } from './problem.ts';
import { requestIdOf } from './request-id.ts';

/**
 * Turns every error of every route into a problem. A function over the app, not a plugin of its own, because 404, 405 and
 * `OPTIONS` are told apart by the routes of the finished app. Has to be used before the features.
 */
export const errorHandler =
  ({ log }: { log: Logger }) =>
  <A extends AnyElysia>(app: A): A => {
    const allowed = allowedMethods(() => app.routes);
    app.onError(({ error: thrown, code, request, path, set }) => {
      const allow = code === 'NOT_FOUND' ? allowed(path) : [];
      if (allow.length > 0 && request.method === 'OPTIONS') {
        set.status = 204;
        set.headers.allow = allow.join(', ');
        return new Response(null, { status: 204 });
      }
      const error = allow.length > 0 ? new MethodNotAllowedError(request.method, allow) : thrown;
      const requestId = requestIdOf(request);
      const problem = toProblem(error);
      if (problem.status === 500)
        log.error('unexpected error', { requestId, method: request.method, path, ...describe(error) });
      set.status = problem.status;
      Object.assign(set.headers, problemHeaders(error));
      return { ...problem, instance: path, requestId };
    });
    return app;
  };

/** Everything that we know of it, for the log alone. */
const describe = (error: unknown): Record<string, unknown> =>
  error instanceof Error
    ? {
        error: error.message,
        stack: error.stack,
        ...(error.cause !== undefined && { cause: String(error.cause) }),
      }
    : { error: String(error) };
