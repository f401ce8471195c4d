import { MalformedError } from '../core/errors.ts';

/** Longer texts are not made strings of: nearly all are Base64, and what they hold is found out faster, and with less memory, from the bytes. */
export const longText = 32 * 1024;

const [quote, backslash] = [0x22, 0x5c];
/** No Base64 has any. */
const mostEscapedQuotes = 1000;

/** A long text of JSON as it was sent: in UTF-8, with its escapes, without its quotes. */
export class LongText {
  constructor(readonly bytes: Uint8Array) {}
}

/** JSON that is nothing but a text. @throws MalformedError when it is something else */
export function longTextOf(json: Uint8Array): LongText {
  const begin = json.indexOf(quote);
  const end = begin === -1 ? json.length : endOfText(json, begin);
  const around = new TextDecoder('latin1').decode(json.subarray(0, begin)) + decodeTail(json, end);
  if (end >= json.length || !/^[ \t\r\n]*$/.test(around))
    throw new MalformedError('Cannot read the element: expected a string or an object');
  return new LongText(json.subarray(begin + 1, end));
}

const decodeTail = (json: Uint8Array, end: number) =>
  new TextDecoder('latin1').decode(json.subarray(end + 1, end + 1 + longText));

/**
 * Where the text that begins here ends: at its quote, or behind everything when there is none.
 *
 * @throws MalformedError when very many quotes are escaped in it
 */
export function endOfText(bytes: Uint8Array, begin: number): number {
  let escapes = 0;
  for (let end = bytes.indexOf(quote, begin + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let before = end;
    while (bytes[before - 1] === backslash) before--;
    if ((end - before) % 2 === 0) return end;
    if (++escapes > mostEscapedQuotes)
      throw new MalformedError(
        `Cannot read the body: there are more than ${mostEscapedQuotes} escaped quotes in a text`,
      );
  }
  return bytes.length;
}
