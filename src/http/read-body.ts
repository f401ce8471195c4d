import { MalformedError, TooLargeError, TooSlowError } from '../core/errors.ts';
import { type UploadPace, uploadPace, uploadTime } from '../core/upload-pace.ts';
import { refuseCostly } from './costly-json.ts';
import { inPace, inTime } from './in-time.ts';

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
  if (request.body === null) return new Uint8Array();
  try {
    return declared === null
      ? await readBounded(request.body, limit, pace)
      : new Uint8Array(await inTime(request.arrayBuffer(), uploadTime(Number(declared), pace)));
  } catch (cause) {
    if (cause instanceof TooLargeError || cause instanceof TooSlowError) throw cause;
    throw new MalformedError('Cannot read the body: it ended early', [], { cause });
  }
}

/** Reads one flat JSON object. Values that are themselves objects are refused, so that nothing deep is ever walked. */
export async function readJson(request: Request, limit: BodyLimit): Promise<Record<string, unknown>> {
  return parseJson(await readBody(request, limit));
}

/** @throws MalformedError for anything that is no flat JSON object in UTF-8. */
export function parseJson(bytes: Uint8Array): Record<string, unknown> {
  refuseCostly(bytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new MalformedError('Cannot parse the body as JSON', [], { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedError('Cannot read the body: expected a JSON object');
  return value as Record<string, unknown>;
}

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
