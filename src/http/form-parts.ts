import { MalformedError } from '../core/errors.ts';

/** Ours have two parts, browsers add a few. */
const mostParts = 100;
/** A form that is not larger cannot have enough parts to cost anything. */
const harmless = 64 * 1024;

/**
 * Refuses a form of very many parts before it is parsed: each part costs far more than its bytes.
 *
 * @param type the declared content type; without a boundary the parser says what is wrong
 * @throws MalformedError
 */
export function refuseManyParts(body: Uint8Array, type: string): void {
  if (body.length <= harmless) return;
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return;
  const needle = new TextEncoder().encode(`--${boundary}`);
  let parts = 0;
  for (let at = find(body, needle, 0); at !== -1; at = find(body, needle, at + needle.length))
    if (++parts > mostParts + 1)
      throw new MalformedError(`Cannot read the form: it has more than ${mostParts} parts`);
}

/** Boyer, Moore and Horspool's search: it looks at one byte in as many as `needle` has. */
function find(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  const last = needle.length - 1;
  const skips = new Int32Array(256).fill(needle.length);
  for (let i = 0; i < last; i++) skips[needle[i] as number] = last - i;
  for (let end = from + last; end < bytes.length; end += skips[bytes[end] as number] as number) {
    let i = last;
    while (i >= 0 && bytes[end - last + i] === needle[i]) i--;
    if (i < 0) return end - last;
  }
  return -1;
}
