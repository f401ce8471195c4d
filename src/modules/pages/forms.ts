import { MalformedError } from '../../core/errors.ts';
import { type Digit, type Label, notADigit } from '../../core/prediction.ts';
import { readBody } from '../../http/read-body.ts';

/** Room for a page of ticked readings and the address that they were ticked at. */
const formBytes = 8192;

/** A form of a few fields, as our own pages send it. @throws MalformedError, TooLargeError */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const body = await readBody(request, { bytes: formBytes, maximum: formBytes, setting: 'a form of ours' });
  return new URLSearchParams(new TextDecoder().decode(body));
}

/** @throws MalformedError when it is no digit. */
export function digitOf(value: string | null): Digit {
  if (value !== null && /^[0-9]$/.test(value)) return Number(value) as Digit;
  throw new MalformedError(`Cannot read the digit: got ${shown(value)}, expected 0 to 9`);
}

/** @throws MalformedError when it is neither a digit nor `not-a-digit`. */
export const labelOf = (value: string | null): Label => (value === notADigit ? value : digitOf(value));

/** A value from outside, short enough for a message. */
export const shown = (value: string | null): string =>
  value === null ? 'nothing' : JSON.stringify(value.slice(0, 20));
