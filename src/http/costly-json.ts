import { MalformedError } from '../core/errors.ts';
import { endOfText, longText } from './long-text.ts';

const mostFields = 1000;
/** Names, numbers and white space: all that stands in no text. */
const mostBetween = 64 * 1024;
const [quote, comma, openArray, openObject] = [0x22, 0x2c, 0x5b, 0x7b];

/** A text that is long: where its quotes are. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Refuses what would cost a thousand times more to parse than it cost to send, before it is parsed: what is nested, what has very
 * many fields, what is nearly all white space or escapes. What we are sent by the thousand, Base64 in one field, is looked
 * through at the speed of memory.
 *
 * @returns the texts of `longText` bytes and more
 * @throws MalformedError naming the nested field
 */
export function refuseCostly(bytes: Uint8Array): readonly Span[] {
  const nests = bytes.indexOf(openArray, 1) !== -1 || bytes.indexOf(openObject, 1) !== -1;
  if (nests || bytes.length > longText) return walk(bytes);
  countFields(bytes);
  return [];
}

/** By the commas before a quote: for small bodies without a walk. */
function countFields(bytes: Uint8Array): void {
  let fields = 0;
  for (let at = bytes.indexOf(comma); at !== -1; at = bytes.indexOf(comma, at + 1)) {
    let next = at + 1;
    while (isSpace(bytes[next] ?? 0)) next++;
    if (bytes[next] === quote && ++fields > mostFields) throw tooManyFields();
  }
}

/** From text to text; what is in no text is looked at byte by byte, as far as it may go. */
function walk(bytes: Uint8Array): Span[] {
  const long: Span[] = [];
  let begin = 0;
  while (isSpace(bytes[begin] ?? 0) && begin < mostBetween) begin++;
  if (bytes[begin] !== openObject) throw new MalformedError('Cannot read the body: expected a JSON object');
  let [between, fields] = [begin, 0];
  let name = { from: 0, to: 0 };
  for (let at = begin + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      name = { from: at, to: endOfText(bytes, at) };
      if (name.to - name.from > longText && name.to < bytes.length) long.push(name);
      at = name.to;
      continue;
    }
    if (byte === openArray || byte === openObject)
      throw nested(bytes.subarray(name.from + 1, name.to), byte === openArray ? 'an array' : 'an object');
    if (byte === comma && ++fields > mostFields) throw tooManyFields();
    if (++between > mostBetween)
      throw new MalformedError(`Cannot read the body: more than ${mostBetween} bytes of it are in no text`);
  }
  return long;
}

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const tooManyFields = () => new MalformedError(`Cannot read the body: it has more than ${mostFields} fields`);

/** @param name the last text before it */
function nested(name: Uint8Array, noun: string): MalformedError {
  const field = new TextDecoder().decode(name.subarray(0, 64));
  return new MalformedError(`Cannot read the body: a field is ${noun}`, [
    { field: `/${field}`, message: `expected a single value, got ${noun}` },
  ]);
}
