import {
  type FieldError,
  InkwellError,
  MalformedError,
  RateLimitedError,
  TooLargeError,
  TooSlowError,
  UnauthenticatedError,
  UnavailableError,
} from '../core/errors.ts';
import { inOurWords } from './framework-errors.ts';
import { type ProblemName, problems } from './problem-kinds.ts';

/** RFC 9457 problem details, with the members that we add. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path that was asked for. */
  readonly instance?: string;
  /** The same id as in `X-Request-Id` and in the log. */
  readonly requestId?: string;
  /** Which fields were wrong. */
  readonly errors?: readonly FieldError[];
  /** The limit that was passed, and the setting that would have to be raised. */
  readonly limit?: { readonly setting: string; readonly actual: number; readonly maximum: number };
}

/** The method exists, but not here. */
export class MethodNotAllowedError extends Error {
  readonly code = 'method-not-allowed';
  constructor(
    method: string,
    readonly allow: readonly string[],
  ) {
    super(`Cannot ${method} here: allowed are ${allow.join(', ')}`);
  }
}

/** What to tell the client of any error at all. Whatever is not known by name is our fault and is not described. */
export function toProblem(thrown: unknown): Problem {
  const error = inOurWords(thrown);
  const name = nameOf(error);
  const { status, title, advice } = problems[name];
  return {
    type: `/problems/${name}`,
    title,
    status,
    detail: name === 'internal' || !(error instanceof Error) ? advice : error.message,
    ...(error instanceof MalformedError && error.fields.length > 0 && { errors: error.fields }),
    ...(error instanceof TooLargeError && {
      limit: { setting: error.limit, actual: error.actual, maximum: error.maximum },
    }),
  };
}

/** The headers that go with it. */
export function problemHeaders(thrown: unknown): Record<string, string> {
  const error = inOurWords(thrown);
  return {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...((error instanceof UnavailableError || error instanceof RateLimitedError) && {
      'retry-after': String(error.retryAfter),
    }),
    // What is still to come would be taken for the next request.
    ...(error instanceof TooSlowError && { connection: 'close' }),
    ...(error instanceof UnauthenticatedError && { 'www-authenticate': 'Bearer realm="Inkwell"' }),
    ...(error instanceof MethodNotAllowedError && { allow: error.allow.join(', ') }),
  };
}

const nameOf = (error: unknown): ProblemName =>
  error instanceof InkwellError || error instanceof MethodNotAllowedError ? error.code : 'internal';
