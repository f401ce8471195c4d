import { describe, expect, test } from 'bun:test';
import { decodeBase64Image } from '../../src/core/base64.ts';
import { decodeBase64Bytes } from '../../src/core/base64-bytes.ts';
import { createDice } from '../fuzz/dice.ts';
import { mutateText } from '../fuzz/mutate.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const ignore = () => {};

/** As JSON writers write it: each escapes as it likes. */
const writers: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('/', '\\/'),
  (text) => text.replaceAll('+', '\\u002B').replaceAll('=', '\\u003d'),
  (text) => text.replace(/.{76}/g, '$&\\r\\n'),
  (text) => text.replace(/.{64}/g, '$& '),
];

/** The bytes, or that there are none. */
function outcome(decode: () => Uint8Array): string {
  try {
    return decode().toHex();
  } catch (error) {
    expect((error as Error).message).toMatch(/^Cannot /);
    return 'refused';
  }
}

test('reads what the reader of strings reads, and nothing else, in pieces of any length', () => {
  const outcomes = { read: 0, refused: 0 };
  for (let seed = 0; seed < 1500; seed++) {
    const dice = createDice(seed);
    const bytes = dice.bytes(dice.below(200));
    const alphabet = dice.pick(['base64', 'base64url'] as const);
    const plain = bytes.toBase64({ alphabet, omitPadding: dice.chance(0.5) });
    const head = dice.pick(['', '', 'data:image/png;base64,', 'data:;base64,', 'data:,']);
    const written = head + dice.pick(writers)(plain);
    const json = (dice.chance(0.4) ? mutateText(written, dice) : written).replaceAll('"', '');
    const expected = outcome(() => {
      try {
        return decodeBase64Image(String(JSON.parse(`"${json}"`)));
      } catch (cause) {
        throw new Error('Cannot parse', { cause });
      }
    });
    for (const piece of [16, 40, 1000])
      expect([seed, json, outcome(() => decodeBase64Bytes(utf8(json), 1e6, ignore, piece))]).toEqual([
        seed,
        json,
        expected,
      ]);
    outcomes[expected === 'refused' ? 'refused' : 'read']++;
  }
  expect(outcomes.read).toBeGreaterThan(500);
  expect(outcomes.refused).toBeGreaterThan(100);
});

describe('says what is wrong, and where', () => {
  const long = 'A'.repeat(100_000);
  test.each([
    ['a letter that is none', `${long}*${long}`, 'unexpected "*" at position 100000'],
    ['padding before the end', `${long}==${long}`, 'padding "=" at position 100000, before the end'],
    ['two alphabets', `AA-A${long}+AAA`, '"+" at position 100004 is of the standard alphabet'],
    ['an end within a byte', `${long}A`, 'it ends within a byte'],
    ['a line break', `${long}\n`, 'a line break or a tab stands in a text'],
    ['half an escape', `${long}\\u00`, 'Cannot parse the body as JSON'],
    ['a data: URI without a comma', `data:${long}`, 'there is no comma'],
    [
      'a long percent-encoded one',
      `data:,${'%00'.repeat(500_000)}`,
      'percent-encoded characters, maximum is 1048576',
    ],
  ])('%s', (_, text, message) => {
    expect(() => decodeBase64Bytes(utf8(text), 1e6, ignore)).toThrow(message);
  });

  test('more bytes than allowed', () => {
    expect(() => decodeBase64Bytes(utf8(long), 74_999, ignore)).toThrow(
      'it has 75000 bytes, maximum is 74999',
    );
    expect(decodeBase64Bytes(utf8(long), 75_000, ignore)).toHaveLength(75_000);
  });
});

test('what is no image is refused by its first bytes: what follows is not even looked at', () => {
  const seen: number[] = [];
  const refuse = (head: Uint8Array) => {
    seen.push(head.length);
    throw new Error('no image');
  };
  expect(() => decodeBase64Bytes(utf8(`${'A'.repeat(1_000_000)}*`), 1e7, refuse)).toThrow('no image');
  expect(seen).toEqual([3072]);
});
