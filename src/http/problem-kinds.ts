import type { ErrorCode } from '../core/errors.ts';

export type ProblemName = ErrorCode | 'method-not-allowed' | 'internal';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What to do about it. */
  readonly advice: string;
}

/** The one table from what went wrong to what HTTP calls it. */
export const problems: Record<ProblemName, ProblemKind> = {
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
  'too-slow': {
    status: 408,
    title: 'Too slow',
    advice: 'The request took too long to arrive: send it again, over a faster connection.',
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
  'key-reused': {
    status: 422,
    title: 'Idempotency key reused',
    advice:
      'This `Idempotency-Key` came with another request before. Send a new key with a new request, and the same one only to retry.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not signed in',
    advice: 'Send an API key as `Authorization: Bearer KEY`, or sign in at `/sign-in`.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    advice:
      'This key, or the site that this request comes from, may not do this. Ask whoever runs this server for a key that may.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    advice: 'Slow down: try again after the number of seconds in the `Retry-After` header.',
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
  'insufficient-storage': {
    status: 507,
    title: 'Insufficient storage',
    advice:
      'The disk that predictions are kept on is full, and nothing of this request was stored. Whoever runs this server has to make room; it then works again by itself.',
  },
};
