import { describe, expect, test } from 'bun:test';
import { MalformedError, TooLargeError, TooSlowError } from '../../src/core/errors.ts';
import { inPace } from '../../src/http/in-time.ts';
import { LongText } from '../../src/http/long-text.ts';
import { parseJson, readBody } from '../../src/http/read-body.ts';

const limit = { bytes: 1000, setting: 'MAX', maximum: 700 };
const post = (body: BodyInit | null, headers?: Record<string, string>) =>
  new Request('http://localhost/', { method: 'POST', body, ...(headers && { headers }) });

/** Sends `count` chunks of 100 bytes without saying how many, and counts how many were taken. */
function chunks(count: number) {
  let taken = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken === count) return controller.close();
        taken++;
        controller.enqueue(new Uint8Array(100));
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, taken: () => taken };
}

describe('readBody', () => {
  test('reads a body up to the limit, whole', async () => {
    expect(await readBody(post(new Uint8Array(1000).fill(7)), limit)).toEqual(new Uint8Array(1000).fill(7));
    expect((await readBody(post(chunks(10).stream), limit)).byteLength).toBe(1000);
  });

  test('a body that is none is empty', async () => {
    expect((await readBody(new Request('http://localhost/', { method: 'POST' }), limit)).byteLength).toBe(0);
  });

  test('a declared length over the limit is refused before anything is read', async () => {
    const { stream, taken } = chunks(20);
    const request = post(stream, { 'content-length': '1001' });
    await expect(readBody(request, limit)).rejects.toThrow(TooLargeError);
    expect(taken()).toBe(0);
    expect(request.bodyUsed).toBe(false);
  });

  test('an undeclared length is followed no further than the limit', async () => {
    const { stream, taken } = chunks(1_000_000);
    await expect(readBody(post(stream), limit)).rejects.toThrow(TooLargeError);
    await Bun.sleep(0);
    expect(taken()).toBeLessThan(20);
  });

  test('the refusal names the setting and what it allows', async () => {
    await expect(readBody(post(new Uint8Array(1001)), limit)).rejects.toMatchObject({
      limit: 'MAX',
      maximum: 700,
    });
  });

  test('a body that breaks off is malformed', async () => {
    const stream = new ReadableStream({
      start: (controller) => controller.error(new Error('reset')),
    });
    await expect(readBody(post(stream), limit)).rejects.toThrow(MalformedError);
  });
});

describe('a sender who is too slow', () => {
  const pace = { patienceMs: 60, bytesPerSecond: 1000 };
  /** Sends pieces of so many bytes, one each 20 ms, and knows whether anybody still wants them. */
  function dripping(bytes: number) {
    const state = { left: false };
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await Bun.sleep(20);
        if (!state.left) controller.enqueue(new Uint8Array(bytes));
      },
      cancel: () => {
        state.left = true;
      },
    });
    return { stream, state };
  }

  test('is given up on, and what he still sends is not read', async () => {
    const { stream, state } = dripping(1);
    await expect(readBody(post(stream), limit, pace)).rejects.toThrow(TooSlowError);
    expect(state.left).toBe(true);
  });

  test('is given up on when he said how much it would be', async () => {
    const { stream } = dripping(1);
    const request = post(stream, { 'content-length': '100' });
    await expect(readBody(request, limit, pace)).rejects.toThrow(TooSlowError);
  });

  test.each(['no number', '-100'])('a length of %s gives no time', async (length) => {
    const { stream } = dripping(1);
    const request = post(stream, { 'content-length': length });
    await expect(readBody(request, limit, pace)).rejects.toThrow(TooSlowError);
  });

  test('has more time for more bytes', async () => {
    const { stream } = dripping(20);
    const generous = { patienceMs: 500, bytesPerSecond: 1 };
    await expect(readBody(post(stream), limit, generous)).rejects.toThrow(TooLargeError);
  });

  test('is not blamed for a slow reader', async () => {
    const pieces = inPace(chunks(4).stream, { patienceMs: 300, bytesPerSecond: 1e9 });
    let length = 0;
    for await (const piece of pieces) {
      await Bun.sleep(100);
      length += piece.length;
    }
    expect(length).toBe(400);
  });
});

describe('parseJson', () => {
  const parse = (text: string) => parseJson(new TextEncoder().encode(text));

  test('reads a flat object', () => {
    expect(parse('{"a": 1, "b": "two", "c": null, "d": true}')).toEqual({ a: 1, b: 'two', c: null, d: true });
  });

  test('of a key that comes twice, the last counts', () => {
    expect(parse('{"label": 1, "label": 2}')).toEqual({ label: 2 });
  });

  test('a key named __proto__ is a key like any other', () => {
    const value = parse('{"__proto__": "x"}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each(['', '{', 'nul', '{"a":}', "{'a':1}", '\u0000', '{"a":1}}', 'NaN'])('%p is no JSON', (text) => {
    expect(() => parse(text)).toThrow(new MalformedError('Cannot parse the body as JSON'));
  });

  test.each(['1', '"text"', 'null', 'true', '[]', '[{"image":"x"}]'])('%s is JSON, but no object', (text) => {
    expect(() => parse(text)).toThrow('expected a JSON object');
  });

  test('text that is not UTF-8 is no JSON', () => {
    expect(() => parseJson(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d))).toThrow(MalformedError);
  });

  test('a nested value is refused with its name', () => {
    expect(() => parse('{"image": {"url": "x"}}')).toThrow(MalformedError);
    try {
      parse('{"image": []}');
    } catch (error) {
      expect(error).toMatchObject({
        fields: [{ field: '/image', message: 'expected a single value, got an array' }],
      });
    }
    expect.assertions(2);
  });

  test.each(['[', '{"a":'])('a million times %p ends in an answer', (part) => {
    expect(() => parse(part.repeat(1_000_000))).toThrow(MalformedError);
  });
});

describe('JSON that would cost much to parse', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const fields = (count: number, value: string) =>
    `{${Array.from({ length: count }, (_, i) => `"k${i}":${value}`).join(', ')}}`;
  const parse = (text: string) => parseJson(new TextEncoder().encode(text));

  test.each([
    ['deep', nested(100_000)],
    ['deep in a field', `{"image":${nested(3)}}`],
    ['deep behind brackets in a text', `{"a":"]}]}\\"]","b":${nested(50)}}`],
    ['of many fields', fields(1002, '1')],
    ['of many fields, and long', `${fields(1002, '1').slice(0, -1)},"image":"${'A'.repeat(100_000)}"}`],
    ['nearly all white space', `{${' '.repeat(100_000)}}`],
    ['white space before anything', `${' '.repeat(100_000)}{}`],
    ['a number without end', `{"label":${'1'.repeat(100_000)}}`],
    ['nearly all escaped quotes', `{"image":"${'\\"'.repeat(100_000)}"}`],
  ])('is refused when it is %s', (_, text) => {
    expect(() => parse(text)).toThrow(MalformedError);
    expect(() => parse(text)).toThrow(/is an array|fields|expected a JSON object|in no text|escaped quotes/);
  });

  test.each(['[', '{'])('a field that is %p is named before all of it is parsed', (open) => {
    expect(() => parse(`{"label":1, "im\\"age" : ${open.repeat(1_000_000)}`)).toThrow(
      /a field is an (array|object)/,
    );
    try {
      parse(`{"label":1,"image":${open}`);
    } catch (error) {
      expect(error).toMatchObject({ fields: [{ field: '/image' }] });
    }
    expect.assertions(2);
  });

  test.each([
    ['brackets in its texts', `{"a":"[[[[{{{{","b":"\\"[[[[[","c":"\\\\"}`],
    ['commas in its texts', `{"image":"data:,${','.repeat(5000)}"}`],
    ['a thousand fields', fields(1000, '"x"')],
  ])('is taken when it only has %s', (_, text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });
});

describe('a long text', () => {
  const parse = (text: string) => parseJson(new TextEncoder().encode(text));
  const long = 'A'.repeat(40_000);

  test('comes as the bytes that were sent, its neighbours as they are', () => {
    const value = parse(` {"label": 7, "image" : "${long}\\"", "name":"x"} `);
    expect(value).toEqual({
      label: 7,
      image: new LongText(new TextEncoder().encode(`${long}\\"`)),
      name: 'x',
    });
  });

  test.each([
    ['is no name', `{"${long}":1}`],
    ['has to end', `{"image":"${long}`],
    ['does not hide what is wrong behind it', `{"image":"${long}",}`],
  ])('%s', (_, text) => {
    expect(() => parse(text)).toThrow('Cannot parse the body as JSON');
  });

  test('beside another one is another one', () => {
    const { image, label } = parse(`{"image":"${long}B","label":"${long}C"}`);
    expect([image, label].map((one) => one instanceof LongText && one.bytes.at(-1))).toEqual([0x42, 0x43]);
  });
});
