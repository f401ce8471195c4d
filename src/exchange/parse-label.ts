import { MalformedError } from '../core/errors.ts';
import { type Digit, type Label, notADigit } from '../core/prediction.ts';

/** Words that others use for what is no digit. */
const notADigitWords = new Set<unknown>([notADigit, 'none', 'blank', 'x']);

/**
 * A label as files have it: a digit, `not-a-digit` (or `none`), nothing at all.
 *
 * @throws MalformedError
 */
export function parseLabel(value: unknown): Label | null {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (text === undefined || text === null || text === '' || text === 'unlabelled') return null;
  if (notADigitWords.has(text)) return notADigit;
  const digit = typeof text === 'string' && /^\d$/.test(text) ? Number(text) : text;
  if (typeof digit === 'number' && Number.isInteger(digit) && digit >= 0 && digit <= 9) return digit as Digit;
  throw new MalformedError(
    `Cannot read the label: got ${JSON.stringify(value)?.slice(0, 40)}, expected 0 to 9 or ${notADigit}`,
  );
}
