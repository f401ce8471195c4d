import { ValidationError } from 'elysia';
import {
  type ErrorCode,
  type FieldError,
  InkwellError,
  MalformedError,
  TooLargeError,
  UnavailableError,
} from '../core/errors.ts';

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

export type ProblemName = ErrorCode | 'method-not-allowed' | 'internal';

/** The one table from what went wrong to what HTTP calls it. */
export const problems: Record<ProblemName, { status: number; title: string; advice: string }> = {
  malformed: {
    status: 400,
    title: 'Malformed request',
    advice:
      'The request cannot be understood as it is; `errors` names the fields. Change it before sending it again.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    advice: 'There is nothing at this address, or no longer.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    advice: 'The address exists, but not for this method; the `Allow` header lists those that it knows.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    advice: 'Somebody else changed it in the meantime. Fetch it again, then decide.',
  },
  'too-large': {
    status: 413,
    title: 'Too large',
    advice:
      'The image has more bytes or pixels than this server takes; `limit` names the setting and its value.',
  },
  'unsupported-format': {
    status: 415,
    title: 'Unsupported format',
    advice:
      'Send a PNG, JPEG or WebP image. What a file is, its content decides, not its name or declared type.',
  },
  undecodable: {
    status: 422,
    title: 'Undecodable image',
    advice: 'The format is one that we read, but this file of it is damaged.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    advice: 'Our mistake, not yours. It has been logged under the request id.',
  },
  unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    advice: 'Try again after the number of seconds in the `Retry-After` header.',
  },
};

/** What to tell the client of any error at all. Whatever is not known by name is our fault and is not described. */
export function toProblem(thrown: unknown): Problem {
  const error = unwrap(thrown);
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
  const error = unwrap(thrown);
  return {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(error instanceof UnavailableError && { 'retry-after': String(error.retryAfter) }),
    ...(error instanceof MethodNotAllowedError && { allow: error.allow.join(', ') }),
  };
}

const nameOf = (error: unknown): ProblemName =>
  error instanceof InkwellError || error instanceof MethodNotAllowedError ? error.code : 'internal';

/** Elysia's own errors in our words. */
function unwrap(error: unknown): unknown {
  if (error instanceof ValidationError) return error.type === 'response' ? error : fromValidation(error);
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'PARSE') return error.cause instanceof InkwellError ? error.cause : unreadable(error);
  if (error.code === 'NOT_FOUND') return new NothingHere();
  return error;
}

class NothingHere extends InkwellError {
  readonly code = 'not-found';
  override message = 'There is nothing at this address';
}

const unreadable = (cause: unknown) => new MalformedError('Cannot read the body', [], { cause });

/** Bodies are named by JSON pointer, everything else by its parameter. */
function fromValidation(error: ValidationError): MalformedError {
  const fields = new Map<string, string>();
  for (const issue of error.all) {
    const path = 'path' in issue ? String(issue.path) : '';
    const field = error.type === 'body' ? path : path.replace(/^\//, '') || nameIn(issue);
    if (!fields.has(field)) fields.set(field, messageOf(issue));
  }
  const errors = [...fields].map(([field, message]) => ({ field, message }));
  const summary = errors
    .map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    .join('; ');
  return new MalformedError(
    `Cannot accept the ${error.type === 'property' ? 'query' : error.type}: ${summary}`,
    errors,
    { cause: error },
  );
}

/** See `integerInQuery`. */
const nameIn = (issue: object) => keyword(issue, 'x-name') ?? '';

const keyword = (issue: object, name: string): string | undefined => {
  const schema: unknown = Reflect.get(issue, 'schema');
  const value: unknown =
    typeof schema === 'object' && schema !== null ? Reflect.get(schema, name) : undefined;
  return typeof value === 'string' ? value : undefined;
};

function messageOf(issue: object): string {
  const ours = keyword(issue, 'error');
  if (ours !== undefined) return ours;
  const message = 'message' in issue ? String(issue.message) : 'is wrong';
  return message.charAt(0).toLowerCase() + message.slice(1);
}
