import { expect, test } from 'bun:test';
import { sniff } from '../../../src/core/decode/sniff.ts';
import { UnsupportedFormatError } from '../../../src/core/errors.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
] as const)('the bytes %j are %s', (head, mediaType) => {
  expect(sniff(bytes(head))).toBe(mediaType);
});

test.each([
  ['GIF', 'GIF89a\x01\0'],
  ['BMP', `BM\x46\0\0\0\0\0\0\0\x36${'\0'.repeat(20)}`],
  ['TIFF', 'II*\0\x08\0\0\0'],
  ['TIFF', 'MM\0*\0\0\0\x08'],
  ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['HEIC', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
  ['AVIF', '\0\0\0\x1cftypmif1\0\0\0\0mif1avif'],
  ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">'],
  ['SVG', '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><svg >'],
  ['PDF', '%PDF-1.7'],
  ['JPEG XL', '\xff\x0a\x00'],
  ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['ICO', '\0\0\x01\0\x01\0'],
  ['PSD', '8BPS\0\x01'],
])('%s is refused by name, with what to do (%j)', (name, head) => {
  expect(() => sniff(bytes(head))).toThrow(UnsupportedFormatError);
  expect(() => sniff(bytes(head))).toThrow(
    new RegExp(`it is ${name}; Inkwell reads PNG, JPEG and WebP \\(.+\\)`),
  );
});

test('HEIC comes with what to do on the phone that made it', () => {
  expect(() => sniff(bytes('\0\0\0\x18ftypheic'))).toThrow('Settings → Camera → Formats → Most Compatible');
});

test('an empty file is called empty', () => {
  expect(() => sniff(new Uint8Array())).toThrow('it is empty');
});

test.each(['hello', 'RIFF\x10\0\0\0WAVEfmt ', '<html><body>', '\0\0\0\x18ftypmp42', 'BMW', '\xff'])(
  '%j is no image that we know',
  (head) => {
    expect(() => sniff(bytes(head))).toThrow('no image that we know');
  },
);
