/** A field of the request that was wrong: where, and what was wrong with it. */
export interface FieldError {
  /** JSON pointer or parameter name, e.g. `/image`. */
  readonly field: string;
  readonly message: string;
}

export type ErrorCode =
  | 'malformed'
  | 'too-large'
  | 'unsupported-format'
  | 'undecodable'
  | 'not-found'
  | 'conflict'
  | 'unavailable';

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

/** We cannot do it now; try again in `retryAfter` seconds. */
export class UnavailableError extends InkwellError {
  readonly code = 'unavailable';
  constructor(
    message: string,
    readonly retryAfter = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
