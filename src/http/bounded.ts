import { MalformedError, TooLargeError, TooSlowError } from '../core/errors.ts';
import { inPace } from './in-time.ts';

/**
 * A request's body piece by piece, never more of it than allowed.
 *
 * @param maximum bytes on the wire, and the setting that says so
 * @throws TooLargeError as soon as it is known, from the declared length or from what came; TooSlowError; MalformedError when the sender broke off
 */
export async function* boundedBody(
  request: Request,
  maximum: number,
  setting: string,
): AsyncGenerator<Uint8Array> {
  const tooLarge = (actual: number) =>
    new TooLargeError(
      `Cannot read the body: it is longer than ${setting} allows, maximum is ${maximum} bytes`,
      setting,
      actual,
      maximum,
    );
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maximum) throw tooLarge(declared);
  if (request.body === null) return;
  let length = 0;
  const pieces = inPace(request.body);
  const next = () =>
    pieces.next().catch((cause: unknown) => {
      if (cause instanceof TooSlowError) throw cause;
      throw new MalformedError('Cannot read the body: it ended early', [], { cause });
    });
  try {
    for (let { done, value } = await next(); !done; { done, value } = await next()) {
      length += value.length;
      if (length > maximum) throw tooLarge(length);
      yield value;
    }
  } finally {
    await pieces.return(undefined);
  }
}

/** The first bytes of a stream, and the stream with them still in it. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let head = new Uint8Array();
  while (head.length < length) {
    const { done, value } = await iterator.next();
    if (done) break;
    seen.push(value);
    head = joinBytes([head, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* seen.splice(0);
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, all: all() };
}

/** Several pieces as one. */
function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Keeps pieces up to a number of bytes; of what is longer, only how long it was. */
export function createBucket(maximum: number) {
  let pieces: Uint8Array[] = [];
  let length = 0;
  return {
    add(piece: Uint8Array): void {
      length += piece.length;
      if (length > maximum) pieces = [];
      else if (piece.length > 0) pieces.push(piece);
    },
    get length() {
      return length;
    },
    /** What was added, or null when it was too long; empties the bucket. */
    take(): Uint8Array<ArrayBuffer> | null {
      const taken = length > maximum ? null : joinBytes(pieces);
      pieces = [];
      length = 0;
      return taken;
    },
  };
}
