import { MalformedError } from '../core/errors.ts';
import { createBucket } from './bounded.ts';

const [quote, backslash, open, close, openBrace, closeBrace, comma] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c,
];
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Elements are flat objects; what goes deeper than this was made to cost, as was so much between two texts. */
const mostDepth = 8;
const mostBetween = 64 * 1024;

/** An element of the array as its text in UTF-8; `null` when it is longer than allowed, and how long it was. */
export interface JsonElement {
  readonly text: Uint8Array | null;
  readonly length: number;
}

/**
 * Cuts a JSON array into its elements while it arrives, so that the first can be worked on before the last was sent: each list
 * is what one more chunk completed. Only finds where elements end, by quotes and brackets: whoever parses an element finds out
 * whether it is JSON.
 *
 * @param maxBytes of one element: of what is longer nothing is kept
 * @throws MalformedError when this is no array, ends early, something follows it, or it is very deep; what came before was given
 */
export async function* jsonArray(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<JsonElement[]> {
  const bucket = createBucket(maxBytes);
  let state = 'before' as 'before' | 'inside' | 'after';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let expectsMore = false;
  let blank = true;
  let between = 0;

  /** The element that ends with these bytes: most lie in one chunk, and need not be copied. */
  const take = (end: Uint8Array): JsonElement => {
    blank = true;
    if (bucket.length === 0 && end.length <= maxBytes) return { length: end.length, text: end };
    bucket.add(end);
    const { length } = bucket;
    return { length, text: bucket.take() };
  };

  function cut(chunk: Uint8Array, found: JsonElement[]): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (inString) {
        if (escaped) {
          escaped = false;
          continue;
        }
        at = endOfRun(chunk, at);
        if (at === chunk.length) break;
        if (chunk[at] === backslash) escaped = true;
        else {
          inString = false;
          between = 0;
        }
        continue;
      }
      if (++between > mostBetween) throw malformed(`more than ${mostBetween} bytes in it are in no text`);
      const byte = chunk[at] as number;
      if (isSpace(byte)) continue;
      if (state === 'before') {
        if (byte !== open) throw malformed('it does not begin with [');
        state = 'inside';
        from = at + 1;
        continue;
      }
      if (state === 'after') throw malformed('something follows the array');
      const ends = depth === 0 && (byte === comma || byte === close);
      if (!ends) {
        blank = false;
        if (byte === quote) inString = true;
        else if (byte === open || byte === openBrace) depth++;
        else if (byte === close || byte === closeBrace) depth--;
        if (depth < 0) throw malformed('a bracket closes that was not opened');
        if (depth > mostDepth) throw malformed(`an element is nested more than ${mostDepth} levels deep`);
        continue;
      }
      if (blank && (byte === comma || expectsMore)) throw malformed('there is nothing between two commas');
      if (!blank) found.push(take(chunk.subarray(from, at)));
      else bucket.take();
      between = 0;
      from = at + 1;
      expectsMore = byte === comma;
      if (byte === close) state = 'after';
    }
    if (state === 'inside') bucket.add(chunk.subarray(from));
  }

  for await (const chunk of chunks) {
    const found: JsonElement[] = [];
    let failure: { readonly error: unknown } | null = null;
    try {
      cut(chunk, found);
    } catch (error) {
      failure = { error };
    }
    if (found.length > 0) yield found;
    if (failure) throw failure.error;
  }
  if (state !== 'after') throw malformed('it ends before the array does');
}

/** Where the string ends, or an escape begins. */
function endOfRun(chunk: Uint8Array, at: number): number {
  const end = chunk.indexOf(quote, at);
  const limit = end === -1 ? chunk.length : end;
  const escapeAt = chunk.subarray(at, limit).indexOf(backslash);
  return escapeAt === -1 ? limit : at + escapeAt;
}

const malformed = (why: string) => new MalformedError(`Cannot read the body as a JSON array: ${why}`);
