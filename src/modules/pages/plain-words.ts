import type { NoticeProps } from '../../../templates/components/notice.tsx';
import { byteSize } from '../../../templates/format.ts';
import { type ErrorCode, type InkwellError, TooLargeError, UnavailableError } from '../../core/errors.ts';

const titles: Record<ErrorCode, string> = {
  malformed: 'That didn’t arrive as a picture',
  'too-large': 'That picture is too large',
  'too-slow': 'That took too long to arrive',
  'unsupported-format': 'Inkwell can’t read this kind of file',
  undecodable: 'This picture is damaged',
  'not-found': 'That isn’t here any more',
  conflict: 'Somebody was faster',
  'key-reused': 'This was sent before, with another picture',
  unauthenticated: 'You are not signed in',
  forbidden: 'That isn’t allowed',
  'rate-limited': 'That was a little fast',
  unavailable: 'Inkwell can’t read it right now',
  'insufficient-storage': 'Inkwell has no room left',
};

const advices: Record<ErrorCode, string> = {
  malformed: 'Choose one picture with one digit, then send it again.',
  'too-large': 'Make it smaller, or crop it to the digit: a few hundred pixels are plenty.',
  'too-slow': 'Send it again, over a faster connection.',
  'unsupported-format': 'Send a PNG, JPEG or WebP. Any picture program can save as one of them.',
  undecodable: 'Save or take it again, and send the new file.',
  'not-found': 'It may have been deleted in the meantime.',
  conflict: 'Look at what it says now, then decide.',
  'key-reused': 'Send it again, as a new one.',
  unauthenticated: 'Sign in, then send it again.',
  forbidden: 'Open Inkwell’s own page and send it from there.',
  'rate-limited': 'Wait a moment, then send it again.',
  unavailable: 'Nothing is lost: wait a moment, then send it again.',
  'insufficient-storage':
    'It was not stored. Tell whoever runs this server to make room on its disk, then send it again.',
};

/** What to tell a person whose upload failed: what happened, the actual against the expected, what to do. */
export function plainWords(error: InkwellError): NoticeProps {
  return {
    tone: 'problem',
    title: missingImage(error) ? 'No picture was chosen' : titles[error.code],
    detail: missingImage(error) ? undefined : detailOf(error),
    advice: adviceOf(error),
  };
}

const missingImage = (error: InkwellError) =>
  error.code === 'malformed' && /image is (missing|empty)/.test(error.message);

function detailOf(error: InkwellError): string {
  if (error instanceof TooLargeError && /BYTES/.test(error.limit)) return tooMuch(byteSize, error, 'bytes');
  if (error instanceof TooLargeError && /PIXELS/.test(error.limit))
    return tooMuch(megapixels, error, 'pixels');
  // What stands in brackets at the end is advice for programs; people get their own.
  return `${error.message.replace(/ \([^()]*\)$/, '')}.`.replace(/\.\.$/, '.');
}

function adviceOf(error: InkwellError): string {
  if (/HEIC|HEIF/i.test(error.message))
    return 'iPhones save HEIC. Send a screenshot of it, or set Settings › Camera › Formats to “Most Compatible”.';
  if (error.code === 'unavailable' && error instanceof UnavailableError && error.retryAfter > 1)
    return `Nothing is lost: try again in ${error.retryAfter} seconds.`;
  return advices[error.code];
}

/** Rounded, unless that would make both the same. */
function tooMuch(round: (n: number) => string, { actual, maximum }: TooLargeError, unit: string): string {
  const exact = (n: number) => `${n.toLocaleString('en')} ${unit}`;
  const shown = round(actual) === round(maximum) ? exact : round;
  return `It has ${shown(actual)}; this server takes at most ${shown(maximum)}.`;
}

const megapixels = (pixels: number) => `${Number((pixels / 1e6).toFixed(1))} megapixels`;
