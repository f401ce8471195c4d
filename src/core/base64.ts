import { MalformedError, TooLargeError } from './errors.ts';

/** `Uint8Array.fromBase64`, where the runtime has it (Bun, Node 25, Deno 2.5, browsers of 2025). */
type FromBase64 = (text: string, options: { alphabet: 'base64' | 'base64url' }) => Uint8Array;
const native: unknown = Reflect.get(Uint8Array, 'fromBase64');
export const fromBase64 =
  typeof native === 'function' ? (native.bind(Uint8Array) as FromBase64) : decodeByAtob;

function decodeByAtob(text: string): Uint8Array {
  if (/[+/]/.test(text) && /[-_]/.test(text)) throw new SyntaxError('two alphabets are mixed');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export function malformed(what: string, cause?: unknown): MalformedError {
  return new MalformedError(`Cannot decode Base64: ${what}`, [], { cause });
}

/** Where and what the first character is that cannot be there; `offset` is where `text` begins in what the client sent. */
export function explain(text: string, offset: number, cause: unknown): MalformedError {
  const wrong = /[^A-Za-z0-9+/_\-\s=]/.exec(text);
  if (wrong)
    return malformed(`unexpected ${JSON.stringify(wrong[0])} at position ${offset + wrong.index}`, cause);
  const padding = text.indexOf('=');
  if (padding !== -1 && /[^\s=]/.test(text.slice(padding)))
    return malformed(`padding "=" at position ${offset + padding}, before the end`, cause);
  const mixed = /[+/]/.test(text) && /[-_]/.exec(text);
  if (mixed)
    return malformed(
      `"${mixed[0]}" at position ${offset + mixed.index} is of the URL-safe alphabet, others are of the standard one`,
      cause,
    );
  const count = text.replace(/[\s=]/g, '').length;
  if (count % 4 === 1) return malformed(`it ends within a byte, after ${count} characters`, cause);
  return malformed(`its padding or last character is wrong, after ${count} characters`, cause);
}

/** The bytes of the percent-encoded part of a `data:` URI: each `%hh` and each plain ASCII character is one. */
function decodePercent(text: string, offset: number): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code === 0x25) {
      const hex = text.slice(i + 1, i + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(hex))
        throw new MalformedError(
          `Cannot decode data URI: ${JSON.stringify(`%${hex}`)} at position ${offset + i} is no percent-encoded byte`,
        );
      code = Number.parseInt(hex, 16);
      i += 2;
    } else if (code > 0x7f)
      throw new MalformedError(
        `Cannot decode data URI: unexpected ${JSON.stringify(text[i])} at position ${offset + i}`,
      );
    bytes[length++] = code;
  }
  return bytes.slice(0, length);
}

function decodeBase64(text: string, offset: number, maxBytes: number): Uint8Array {
  const atMost = Math.floor((text.length * 3) / 4);
  if (atMost > maxBytes) {
    const size = Math.floor((text.replace(/[\s=]/g, '').length * 3) / 4);
    if (size > maxBytes)
      throw new TooLargeError(
        `Cannot read the image: it has ${size} bytes, maximum is ${maxBytes}`,
        'MAX_IMAGE_BYTES',
        size,
        maxBytes,
      );
  }
  const alphabet = text.includes('-') || text.includes('_') ? 'base64url' : 'base64';
  try {
    return fromBase64(text, { alphabet });
  } catch (cause) {
    throw explain(text, offset, cause);
  }
}

/**
 * Reads an image out of text: Base64 (standard or URL-safe, with or without padding, white space allowed) or a `data:` URI of
 * any media type, in Base64 or percent-encoded. What the bytes are, the decoder finds out.
 *
 * @param maxBytes bound on the result, checked before anything is decoded
 * @throws MalformedError says what is wrong, and at which position of `text`
 * @throws TooLargeError
 *
 * @example
 * decodeBase64Image('data:image/png;base64,iVBORw0KGgo…')
 */
export function decodeBase64Image(text: string, maxBytes = Number.POSITIVE_INFINITY): Uint8Array {
  const start = /^\s*data:/i.exec(text);
  if (!start) return decodeBase64(text, 0, maxBytes);
  const comma = text.indexOf(',', start[0].length);
  if (comma === -1) throw new MalformedError('Cannot decode data URI: there is no comma before its data');
  const head = text.slice(start[0].length, comma);
  const content = text.slice(comma + 1);
  if (!/;\s*base64\s*$/i.test(head)) return decodePercent(content, comma + 1);
  if (!content.includes('%')) return decodeBase64(content, comma + 1, maxBytes);
  const plain = new TextDecoder().decode(decodePercent(content, comma + 1));
  return decodeBase64(plain, comma + 1, maxBytes);
}

/** Bytes as standard Base64 with padding, in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  const step = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += step)
    binary += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(binary);
}
