import type { AnyElysia } from 'elysia';
import type { Logger } from '../deps.ts';
import { allowedMethods } from './allowed-methods.ts';
import { MethodNotAllowedError, type Problem, problemHeaders, toProblem } from './problem.ts';
import { requestIdOf } from './request-facts.ts';

interface ErrorHandlerOptions {
  readonly log: Logger;
  /** The problem as HTML when that is what the client wants to see, else null. */
  readonly page: (problem: Problem, request: Request) => string | null;
}

/**
 * Turns every error of every route into a problem. A function over the app, not a plugin of its own, because 404, 405 and
 * `OPTIONS` are told apart by the routes of the finished app. Has to be used before the features.
 */
export const errorHandler =
  ({ log, page }: ErrorHandlerOptions) =>
  <A extends AnyElysia>(app: A): A => {
    const allowed = allowedMethods(() => app.routes);
    const pageIfPossible = (problem: Problem, request: Request): string | null => {
      try {
        return page(problem, request);
      } catch (error) {
        log.error('cannot show a problem as a page', { requestId: problem.requestId, ...describe(error) });
        return null;
      }
    };
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
      const facts = { requestId, method: request.method, path };
      if (problem.status === 500) log.error('unexpected error', { ...facts, ...describe(error) });
      if (problem.status === 503 || problem.status === 507)
        log.warn('unavailable', { ...facts, error: problem.detail, cause: causesOf(error) });
      const told = { ...problem, instance: path, requestId };
      const html = pageIfPossible(told, request);
      set.status = problem.status;
      Object.assign(set.headers, problemHeaders(error));
      if (html === null) return told;
      set.headers['content-type'] = 'text/html; charset=utf-8';
      return html;
    });
    return app;
  };

/** Everything that we know of it, for the log alone. */
const describe = (error: unknown): Record<string, unknown> =>
  error instanceof Error
    ? { error: error.message, stack: error.stack, cause: causesOf(error) }
    : { error: String(error) };

/** Why, and why that: the whole chain in one line. */
function causesOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.cause === undefined) return undefined;
  const deeper = causesOf(error.cause);
  return deeper === undefined ? String(error.cause) : `${error.cause} ← ${deeper}`;
}
