/** A field of the request that was wrong: where, and what was wrong with it. */
export interface FieldError {
  /** JSON pointer or parameter name, e.g. `/image`. */
  readonly field: string;
  readonly message: string;
}

export type ErrorCode =
  | 'malformed'
  | 'too-large'
  | 'too-slow'
  | 'unsupported-format'
  | 'undecodable'
  | 'not-found'
  | 'conflict'
  | 'key-reused'
  | 'unauthenticated'
  | 'forbidden'
  | 'rate-limited'
  | 'unavailable'
  | 'insufficient-storage';

/** Everything that can go wrong by design. Knows nothing of HTTP: `http/problem.ts` alone turns a `code` into a status. */
export abstract class InkwellError extends Error {
  abstract readonly code: ErrorCode;
  override get name(): string {
    return this.constructor.name;
  }
}

/** The request itself cannot be understood: broken Base64, a missing field, a cursor that is none. */
export class MalformedError extends InkwellError {
  readonly code = 'malformed';
  constructor(
    message: string,
    readonly fields: readonly FieldError[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** More bytes or pixels than allowed. `limit` names the setting that would have to be raised. */
export class TooLargeError extends InkwellError {
  readonly code = 'too-large';
  constructor(
    message: string,
    readonly limit: string,
    readonly actual: number,
    readonly maximum: number,
  ) {
    super(message);
  }
}

/** The sender did not send the rest in time. */
export class TooSlowError extends InkwellError {
  readonly code = 'too-slow';
}

/** Not an image, or a format that we do not read. */
export class UnsupportedFormatError extends InkwellError {
  readonly code = 'unsupported-format';
}

/** A format that we read, but this file of it is broken. */
export class UndecodableError extends InkwellError {
  readonly code = 'undecodable';
}

/** No such prediction, image or page. */
export class NotFoundError extends InkwellError {
  readonly code = 'not-found';
}

/** The request was right when it was thought of, but somebody was faster. */
export class ConflictError extends InkwellError {
  readonly code = 'conflict';
}

/** An `Idempotency-Key` that came with another request before. */
export class KeyReusedError extends InkwellError {
  readonly code = 'key-reused';
}

/** Nobody is known to be asking: no key, no session, or one that doesn't count. */
export class UnauthenticatedError extends InkwellError {
  readonly code = 'unauthenticated';
}

/** Whoever asks is known, or comes from another site, and may not do this. */
export class ForbiddenError extends InkwellError {
  readonly code = 'forbidden';
}

/** Too many requests from one client; the next one may come in `retryAfter` seconds. */
export class RateLimitedError extends InkwellError {
  readonly code = 'rate-limited';
  constructor(
    message: string,
    readonly retryAfter: number,
  ) {
    super(message);
  }
}

/** We cannot do it now; try again in `retryAfter` seconds. */
export class UnavailableError extends InkwellError {
  readonly code: 'unavailable' | 'insufficient-storage' = 'unavailable';
  constructor(
    message: string,
    readonly retryAfter = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Somebody has to make room: nobody is that fast, and whoever asks every second only adds to the trouble. */
const roomTakesSeconds = 60;

/** There is no room left where we keep things. It works again as soon as somebody has made some. */
export class InsufficientStorageError extends UnavailableError {
  override readonly code = 'insufficient-storage';
  constructor(message: string, options?: ErrorOptions) {
    super(message, roomTakesSeconds, options);
  }
}
