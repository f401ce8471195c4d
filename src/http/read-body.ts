import { MalformedError, TooLargeError, TooSlowError } from '../core/errors.ts';
import { type UploadPace, uploadPace, uploadTime } from '../core/upload-pace.ts';
import { refuseCostly, type Span } from './costly-json.ts';
import { inPace, inTime } from './in-time.ts';
import { LongText } from './long-text.ts';

/** The most that a body may hold, and the setting behind it. */
export interface BodyLimit {
  /** On the wire. */
  readonly bytes: number;
  /** What the sender has to shorten, and by which setting. */
  readonly setting: string;
  /** The value of the setting: less than `bytes` where an envelope adds to the content. */
  readonly maximum: number;
}

/**
 * Reads a request's body, never more than `limit`: a declared length is refused before a byte is read, an undeclared one
 * (chunked) as soon as it passes the limit.
 *
 * @throws TooLargeError, TooSlowError, or MalformedError when the sender broke off.
 */
export async function readBody(
  request: Request,
  limit: BodyLimit,
  pace = uploadPace,
): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > limit.bytes) throw tooLarge(Number(declared), limit);
  try {
    // Whoever asks for `body` has a stream made of it.
    if (declared !== null)
      return new Uint8Array(await inTime(request.arrayBuffer(), uploadTime(Number(declared), pace)));
    return request.body === null ? new Uint8Array() : await readBounded(request.body, limit, pace);
  } catch (cause) {
    if (cause instanceof TooLargeError || cause instanceof TooSlowError) throw cause;
    throw new MalformedError('Cannot read the body: it ended early', [], { cause });
  }
}

/** Reads one flat JSON object. Values that are themselves objects are refused, so that nothing deep is ever walked. */
export async function readJson(request: Request, limit: BodyLimit): Promise<Record<string, unknown>> {
  return parseJson(await readBody(request, limit));
}

/** Texts that are long come as `LongText`. @throws MalformedError for anything that is no flat JSON object in UTF-8. */
export function parseJson(bytes: Uint8Array): Record<string, unknown> {
  const long = refuseCostly(bytes);
  let value: unknown;
  try {
    value = long.length > 0 ? parseAround(bytes, long) : JSON.parse(utf8(bytes));
  } catch (cause) {
    throw new MalformedError('Cannot parse the body as JSON', [], { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedError('Cannot read the body: expected a JSON object');
  return value as Record<string, unknown>;
}

/** What stands around long texts, and these as they are. */
function parseAround(bytes: Uint8Array, long: readonly Span[]): unknown {
  let text = '';
  let at = 0;
  for (const [i, { from, to }] of long.entries()) {
    // Nothing nested got so far: an array can only be one of these.
    text += `${utf8(bytes.subarray(at, from))}[${i}]`;
    at = to + 1;
  }
  return JSON.parse(text + utf8(bytes.subarray(at)), (_, value: unknown) => {
    const span = Array.isArray(value) ? long[value[0]] : undefined;
    return span ? new LongText(bytes.subarray(span.from + 1, span.to)) : value;
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const utf8 = (bytes: Uint8Array) => decoder.decode(bytes);

async function readBounded(body: ReadableStream<Uint8Array>, limit: BodyLimit, pace: UploadPace) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of inPace(body, pace)) {
    length += chunk.byteLength;
    if (length > limit.bytes) throw tooLarge(length, limit);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

const tooLarge = (actual: number, { setting, maximum }: BodyLimit) =>
  new TooLargeError(
    `Cannot read the body: it is longer than ${setting} allows, maximum is ${maximum} bytes`,
    setting,
    actual,
    maximum,
  );
