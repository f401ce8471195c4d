import { describe, expect, test } from 'bun:test';
import { type JsonElement, jsonArray } from '../../src/http/json-array.ts';

const utf8 = new TextEncoder();

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = utf8.encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function elements(text: string, size = 1000, maxBytes = 1000) {
  const found = (await Array.fromAsync(jsonArray(inPieces(text, size), maxBytes))).flat();
  return found.map(({ text, length }) =>
    text === null ? length : JSON.parse(new TextDecoder().decode(text)),
  );
}

const values = [
  'plain',
  'quotes " and \\ and \\" and , ] } in it',
  '',
  'ünïcode 数',
  { image: 'a,]"', nested: { deep: [1, [2]], text: '}]' } },
  {},
  [],
  7,
  -1.5e3,
  true,
  null,
];

test.each([1, 2, 3, 7, 1000])('elements come out whole from pieces of %i bytes', async (size) => {
  expect(await elements(JSON.stringify(values), size)).toEqual(values);
  expect(await elements(` ${JSON.stringify(values, null, 2)}\n`, size)).toEqual(values);
});

test('an empty array has none', async () => {
  expect(await elements('[]')).toEqual([]);
  expect(await elements(' [ \n ] ')).toEqual([]);
});

test('an element is there before the next was sent', async () => {
  async function* slow() {
    yield utf8.encode('["first", "sec');
    throw new Error('more was asked for');
  }
  const iterator = jsonArray(slow(), 100);
  const { value } = await iterator.next();
  expect(new TextDecoder().decode(value?.[0]?.text ?? undefined)).toBe('"first"');
  await expect(iterator.next()).rejects.toThrow('more was asked for');
});

test('of one that is too long nothing is kept but its length; those beside it are whole', async () => {
  const long = 'x'.repeat(50);
  expect(await elements(JSON.stringify(['a', long, 'b']), 7, 20)).toEqual(['a', 52, 'b']);
});

test('what was whole is given before the rest is found to be wrong', async () => {
  const iterator = jsonArray(inPieces('[1, 2, , 3]', 100), 100);
  const { value } = await iterator.next();
  expect(value?.map(({ text }: JsonElement) => new TextDecoder().decode(text ?? undefined).trim())).toEqual([
    '1',
    '2',
  ]);
  await expect(iterator.next()).rejects.toThrow('there is nothing between two commas');
});

describe('what is no array is refused', () => {
  test.each([
    ['{"image": 1}', 'it does not begin with ['],
    ['"text"', 'it does not begin with ['],
    ['["a"', 'it ends before the array does'],
    ['["a', 'it ends before the array does'],
    ['', 'it ends before the array does'],
    ['[1] [2]', 'something follows the array'],
    ['[1,,2]', 'there is nothing between two commas'],
    ['[,1]', 'there is nothing between two commas'],
    ['[1,]', 'there is nothing between two commas'],
    ['[1}', 'a bracket closes that was not opened'],
  ])('%s', async (text, why) => {
    await expect(elements(text, 2)).rejects.toThrow(`Cannot read the body as a JSON array: ${why}`);
  });
});

test('an element that is very deep stops the whole, and so does much that is in no text', async () => {
  await expect(elements(`["a",${'['.repeat(500_000)}`)).rejects.toThrow(
    'an element is nested more than 8 levels deep',
  );
  for (const costly of [' '.repeat(100_000), `[${'1,'.repeat(50_000)}1]`])
    await expect(elements(`["a",${costly}]`, 1000, 1e6)).rejects.toThrow(
      'more than 65536 bytes in it are in no text',
    );
  expect(await elements(`["${' '.repeat(100_000)}"]`, 1000, 1e6)).toEqual([' '.repeat(100_000)]);
});
