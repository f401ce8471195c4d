import { MalformedError, TooLargeError } from '../core/errors.ts';

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
 * @throws TooLargeError, or MalformedError when the sender broke off.
 */
export async function readBody(request: Request, limit: BodyLimit): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > limit.bytes) throw tooLarge(Number(declared), limit);
  if (request.body === null) return new Uint8Array();
  try {
    return declared === null
      ? await readBounded(request.body, limit)
      : new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    if (cause instanceof TooLargeError) throw cause;
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
  for (const [key, field] of Object.entries(value))
    if (typeof field === 'object' && field !== null)
      throw new MalformedError(`Cannot read the body: a field is ${nounOf(field)}`, [
        { field: `/${key.slice(0, 64)}`, message: `expected a single value, got ${nounOf(field)}` },
      ]);
  return value as Record<string, unknown>;
}

const mostFields = 1000;
const [quote, comma, backslash, openArray, openObject] = [0x22, 0x2c, 0x5c, 0x5b, 0x7b];

/**
 * What is deep or has very many fields is refused before it is parsed, which would cost a thousand times more. What we are sent
 * by the thousand, Base64 in one field, has none of these bytes and is looked through at the speed of memory.
 */
function refuseCostly(bytes: Uint8Array): void {
  if (bytes.indexOf(openArray, 1) !== -1 || bytes.indexOf(openObject, 1) !== -1) refuseDeep(bytes);
  let fields = 0;
  for (let at = bytes.indexOf(comma); at !== -1; at = bytes.indexOf(comma, at + 1)) {
    let next = at + 1;
    while (
      (bytes[next] ?? 0) === 0x20 ||
      bytes[next] === 0x0a ||
      bytes[next] === 0x0d ||
      bytes[next] === 0x09
    )
      next++;
    if (bytes[next] === quote && ++fields > mostFields)
      throw new MalformedError(`Cannot read the body: it has more than ${mostFields} fields`);
  }
}

/** Two levels down, outside of strings, nothing may be: arrays and objects in fields are refused anyway, later and by name. */
function refuseDeep(bytes: Uint8Array): void {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = endOfText(bytes, at);
    else if (byte === openArray || byte === openObject) depth++;
    // The closing bracket and brace are two above the opening ones.
    else if (byte === openArray + 2 || byte === openObject + 2) depth--;
    if (depth > 2) throw new MalformedError('Cannot read the body: it is nested more than two levels deep');
  }
}

/** Where the text that begins here ends. */
function endOfText(bytes: Uint8Array, begin: number): number {
  for (let end = bytes.indexOf(quote, begin + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return bytes.length;
}

async function readBounded(body: ReadableStream<Uint8Array>, limit: BodyLimit) {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength;
    if (length > limit.bytes) {
      await reader.cancel();
      throw tooLarge(length, limit);
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

const nounOf = (value: object) => (Array.isArray(value) ? 'an array' : 'an object');

const tooLarge = (actual: number, { setting, maximum }: BodyLimit) =>
  new TooLargeError(
    `Cannot read the body: it is longer than ${setting} allows, maximum is ${maximum} bytes`,
    setting,
    actual,
    maximum,
  );
