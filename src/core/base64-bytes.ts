import { decodeBase64Image, explain, fromBase64, malformed } from './base64.ts';
import { MalformedError, TooLargeError } from './errors.ts';

const [tab, newline, formFeed, carriageReturn, space, percent, comma, dash, underscore, backslash] = [
  9, 10, 12, 13, 32, 0x25, 0x2c, 0x2d, 0x5f, 0x5c,
];

/** The head of a `data:` URI is no longer. */
const longestHead = 1024;
/** Nobody sends a picture percent-encoded, but it is legal. */
const mostPercentEncoded = 1024 * 1024;
/** Enough to see whether it is an image at all. */
const firstPiece = 4096;

/**
 * Reads an image out of a long text of JSON, as `decodeBase64Image` does, but without making a string of it: piece by piece, into
 * the memory that the text is in. What is no image, or no Base64, costs no more than its first piece, or up to where it is wrong.
 *
 * @param text in UTF-8 with JSON's escapes, without quotes; overwritten
 * @param look is shown the first bytes of the image, and may throw
 * @param piece characters at once
 * @returns a view of the same memory
 * @throws MalformedError, TooLargeError, and what `look` throws
 */
export function decodeBase64Bytes(
  text: Uint8Array,
  maxBytes: number,
  look: (head: Uint8Array) => void,
  piece = 64 * 1024,
): Uint8Array {
  if ([tab, newline, formFeed, carriageReturn].some((byte) => text.includes(byte)))
    throw new MalformedError('Cannot parse the body as JSON: a line break or a tab stands in a text');
  const begin = contentAt(text);
  const content = text.subarray(begin ?? 0);
  if (begin === undefined || content.includes(percent)) return decodeOther(text, maxBytes);

  const alphabet = content.includes(dash) || content.includes(underscore) ? 'base64url' : 'base64';
  const escapes = content.includes(backslash);
  const spaces = escapes || content.includes(space);
  let [from, written, before] = [0, 0, begin];
  let carried = '';
  while (from < content.length || carried !== '') {
    const next = unescaped(content, from, from === 0 ? Math.min(piece, firstPiece) : piece, escapes);
    let characters = carried + next.text;
    from = next.end;
    if (characters.includes('=') && from < content.length) {
      if (content.length - from > longestHead)
        throw malformed(`padding "=" at position ${before + characters.indexOf('=')}, before the end`);
      characters += unescaped(content, from, content.length, escapes).text;
      from = content.length;
    }
    const last = from === content.length;
    const dense = spaces ? characters.replace(/[\t\n\f\r ]/g, '') : characters;
    const whole = last ? dense.length : dense.length - (dense.length % 4);
    const bytes = decode(dense.slice(0, whole), before, alphabet);
    if (written + bytes.length > maxBytes) throw tooLarge(Math.floor((content.length * 3) / 4), maxBytes);
    if (written === 0 && bytes.length > 0) look(bytes);
    text.set(bytes, written);
    written += bytes.length;
    carried = last ? '' : dense.slice(whole);
    before += characters.length - carried.length;
  }
  return text.subarray(0, written);
}

/** Where the Base64 begins; undefined when it is a `data:` URI without. */
function contentAt(text: Uint8Array): number | undefined {
  const head = new TextDecoder().decode(text.subarray(0, longestHead));
  if (!/^\s*data:/i.test(head)) return 0;
  const end = text.subarray(0, longestHead).indexOf(comma);
  if (end === -1) throw new MalformedError('Cannot decode data URI: there is no comma before its data');
  return /;\s*base64\s*$/i.test(plain(new TextDecoder().decode(text.subarray(0, end)))) ? end + 1 : undefined;
}

/** Some characters of a JSON text, no escape cut in two. */
function unescaped(content: Uint8Array, from: number, length: number, escapes: boolean) {
  let end = Math.min(content.length, from + length);
  if (!escapes) return { text: new TextDecoder().decode(content.subarray(from, end)), end };
  // The longest escape has six characters.
  const cut = end < content.length ? content.subarray(end - 5, end).lastIndexOf(backslash) : -1;
  if (cut !== -1 && end - 5 + cut > from) end += cut - 5;
  const text = new TextDecoder().decode(content.subarray(from, end));
  return { text: text.includes('\\') ? plain(text) : text, end };
}

function plain(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch (cause) {
    throw new MalformedError('Cannot parse the body as JSON', [], { cause });
  }
}

function decode(text: string, offset: number, alphabet: 'base64' | 'base64url'): Uint8Array {
  try {
    return fromBase64(text, { alphabet });
  } catch (cause) {
    const standard = alphabet === 'base64url' ? /[+/]/.exec(text) : null;
    if (standard && !/[-_]/.test(text))
      throw malformed(
        `"${standard[0]}" at position ${offset + standard.index} is of the standard alphabet, others are URL-safe`,
        cause,
      );
    throw explain(text, offset, cause);
  }
}

/** Percent-encoded, wholly or in part. */
function decodeOther(text: Uint8Array, maxBytes: number): Uint8Array {
  if (text.length > mostPercentEncoded)
    throw new MalformedError(
      `Cannot decode data URI: ${text.length} percent-encoded characters, maximum is ${mostPercentEncoded}; send Base64`,
    );
  return decodeBase64Image(plain(new TextDecoder().decode(text)), maxBytes);
}

const tooLarge = (size: number, maxBytes: number) =>
  new TooLargeError(
    `Cannot read the image: it has ${size} bytes, maximum is ${maxBytes}`,
    'MAX_IMAGE_BYTES',
    size,
    maxBytes,
  );
