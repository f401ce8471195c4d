import { UnsupportedFormatError } from '../errors.ts';
import type { MediaType } from '../image.ts';

const readable = 'Inkwell reads PNG, JPEG and WebP';

/** What the bytes at `at` look like as Latin-1; unprintable bytes stay themselves. */
function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Brands of ISO base media files (`ftyp`) that are pictures. */
const brands: Record<string, 'HEIC' | 'AVIF'> = {
  avif: 'AVIF',
  avis: 'AVIF',
  heic: 'HEIC',
  heix: 'HEIC',
  heim: 'HEIC',
  heis: 'HEIC',
  hevc: 'HEIC',
  hevx: 'HEIC',
  mif1: 'HEIC',
  msf1: 'HEIC',
};

const advice: Record<string, string> = {
  HEIC: 'on an iPhone choose Settings → Camera → Formats → Most Compatible, or export it as JPEG',
  AVIF: 'export it as JPEG or PNG',
  GIF: 'save it as PNG',
  BMP: 'save it as PNG',
  TIFF: 'save it as PNG',
  SVG: 'export it as PNG',
  PDF: 'export the page as PNG or JPEG',
  'JPEG XL': 'export it as JPEG or PNG',
  'JPEG 2000': 'export it as JPEG or PNG',
  ICO: 'save it as PNG',
  PSD: 'export it as PNG',
};

function isoBrand(bytes: Uint8Array): string | undefined {
  if (ascii(bytes, 4, 4) !== 'ftyp') return undefined;
  const named = [8, 16, 20, 24, 28].map((at) => brands[ascii(bytes, at, 4)]);
  return named.includes('AVIF') ? 'AVIF' : named.find((name) => name !== undefined);
}

/** The name of a format that is known but not read. */
function knownFormat(bytes: Uint8Array): string | undefined {
  const head = ascii(bytes, 0, 12);
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'GIF';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*') || /^(II\+|MM\0\+)/.test(head)) return 'TIFF';
  if (head.startsWith('%PDF-')) return 'PDF';
  if (head.startsWith('8BPS')) return 'PSD';
  if (head.startsWith('\0\0\x01\0')) return 'ICO';
  if (head.startsWith('\xff\x0a') || head === '\0\0\0\x0cJXL \r\n\x87\n') return 'JPEG XL';
  if (head.startsWith('\xff\x4f\xff\x51') || head === '\0\0\0\x0cjP  \r\n\x87\n') return 'JPEG 2000';
  if (head.startsWith('BM') && bytes.length >= 26 && ascii(bytes, 6, 4) === '\0\0\0\0') return 'BMP';
  const text = ascii(bytes, 0, 1024).replace(/^(?:\xef\xbb\xbf)?\s*/, '');
  if (/^(?:<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(text) && /<svg[\s>]/i.test(text)) return 'SVG';
  return isoBrand(bytes);
}

/** `\x89PNG` */
const isPng = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;

/**
 * What a file is, told by its first bytes alone: names and declared types are not to be trusted.
 *
 * @throws UnsupportedFormatError for an empty file, a format that we don't read (by name, with what to do), or no image at all
 */
export function sniff(bytes: Uint8Array): MediaType {
  if (bytes.length === 0) throw new UnsupportedFormatError(`Cannot read the image: it is empty; ${readable}`);
  if (isPng(bytes)) return 'image/png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'image/webp';
  const format = knownFormat(bytes);
  if (format !== undefined)
    throw new UnsupportedFormatError(
      `Cannot read the image: it is ${format}; ${readable} (${advice[format] ?? 'save it as PNG'})`,
    );
  throw new UnsupportedFormatError(`Cannot read the image: it is no image that we know; ${readable}`);
}
