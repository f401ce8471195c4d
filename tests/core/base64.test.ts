import { describe, expect, test } from 'bun:test';
import { decodeBase64Image } from '../../src/core/base64.ts';
import { MalformedError, TooLargeError } from '../../src/core/errors.ts';

/** 0xfb 0xff needs both characters in which the two alphabets differ. */
const bytes = Uint8Array.from([0xfb, 0xff, 0x01, 0x80]);

function malformed(text: string): string {
  try {
    decodeBase64Image(text);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError);
    return String((error as Error).message);
  }
  throw new Error(`${text} was accepted`);
}

describe('decodeBase64Image', () => {
  test.each([
    ['standard, padded', '+/8BgA=='],
    ['standard, unpadded', '+/8BgA'],
    ['URL-safe, padded', '-_8BgA=='],
    ['URL-safe, unpadded', '-_8BgA'],
    ['broken into lines', '+/8B\r\ngA==\n'],
    ['surrounded by white space', ' \t+/8BgA== '],
    ['a data URI', 'data:image/png;base64,+/8BgA=='],
    ['a data URI with a name and capitals', 'DATA:image/PNG;name=a.png;BASE64,+/8BgA=='],
    ['a data URI without a media type', 'data:;base64,-_8BgA'],
    ['a data URI with percent-encoded Base64', 'data:image/png;base64,%2B%2F8BgA%3D%3D'],
    ['a percent-encoded data URI', 'data:image/png,%fb%FF%01%80'],
  ])('reads %s', (_, text) => {
    expect(decodeBase64Image(text)).toEqual(bytes);
  });

  test('keeps the plain characters of a percent-encoded data URI', () => {
    expect(decodeBase64Image('data:,a%20b')).toEqual(Uint8Array.from([97, 32, 98]));
  });

  test('gives no bytes for empty text', () => {
    expect(decodeBase64Image('')).toHaveLength(0);
  });

  test('names the first character that is wrong and its position in the whole text', () => {
    expect(malformed('YWI!YWI=')).toContain('"!" at position 3');
    expect(malformed('data:image/png;base64,YW*I')).toContain('"*" at position 24');
    expect(malformed('data:,ab%2')).toContain('"%2" at position 8');
    expect(malformed('data:,é')).toContain('"é" at position 6');
  });

  test('refuses padding in the middle, mixed alphabets and half bytes', () => {
    expect(malformed('YQ==YQ==')).toContain('padding "=" at position 2');
    expect(malformed('+_8BgA==')).toContain('"_" at position 1');
    expect(malformed('YWJjZ')).toContain('ends within a byte');
    expect(malformed('YQ=')).toContain('padding');
    expect(malformed('data:image/png;base64')).toContain('no comma');
  });

  test('refuses text that would be too large before it decodes it, and says how large', () => {
    const text = 'A'.repeat(4000);
    expect(decodeBase64Image(text, 3000)).toHaveLength(3000);
    try {
      decodeBase64Image(text, 2999);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(TooLargeError);
      expect(error).toMatchObject({ limit: 'MAX_IMAGE_BYTES', actual: 3000, maximum: 2999 });
    }
  });

  test('does not count line breaks and padding against the limit', () => {
    expect(decodeBase64Image('+/8B\n\n\n\n\n\ngA==', 4)).toEqual(bytes);
  });

  test('explains millions of stray padding characters without going over them again and again', () => {
    expect(malformed('='.repeat(2_000_000))).toContain('padding');
  });
});
