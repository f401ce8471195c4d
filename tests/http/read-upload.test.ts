import { describe, expect, test } from 'bun:test';
import { MalformedError, TooLargeError } from '../../src/core/errors.ts';
import { readUpload, type Upload } from '../../src/http/read-upload.ts';

const limits = { maxBytes: 3000, maxPixels: 1_000_000 };
const picture = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 255);
const base64 = picture.toBase64();

const upload = (body: BodyInit, type?: string) =>
  readUpload(
    new Request('http://localhost/', {
      method: 'POST',
      body,
      ...(type !== undefined && { headers: { 'content-type': type } }),
    }),
    limits,
  );
const json = (value: unknown) => upload(JSON.stringify(value), 'application/json');

function form(fields: Record<string, Blob | string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}
const file = (bytes: Uint8Array<ArrayBuffer> = picture, name = 'seven.png', type = 'image/png') =>
  new File([bytes], name, { type });

describe('the same bytes come out of', () => {
  const ways: [string, () => Promise<Upload>][] = [
    ['Base64 in JSON', () => json({ image: base64 })],
    [
      'URL-safe Base64 without padding',
      () => json({ image: picture.toBase64({ alphabet: 'base64url', omitPadding: true }) }),
    ],
    ['Base64 with line breaks', () => json({ image: base64.replace(/.{76}/g, '$&\r\n') })],
    ['a data: URI', () => json({ image: `data:image/png;base64,${base64}` })],
    ['a data: URI of another type', () => json({ image: `data:text/plain;base64,${base64}` })],
    ['a form', () => upload(form({ image: file() }))],
    [
      'a form whose file calls itself a text',
      () => upload(form({ image: file(picture, 'notes.txt', 'text/plain') })),
    ],
    ['a form with Base64 in a text field', () => upload(form({ image: base64 }))],
    ['bare bytes as image/png', () => upload(picture, 'image/png')],
    ['bare bytes as image/webp', () => upload(picture, 'image/webp')],
    ['bare bytes as application/octet-stream', () => upload(picture, 'application/octet-stream')],
    [
      'bare bytes as a URL-encoded form, as curl calls them',
      () => upload(picture, 'application/x-www-form-urlencoded'),
    ],
    ['bare bytes of no type', () => upload(picture)],
    ['JSON of no type', () => upload(new TextEncoder().encode(JSON.stringify({ image: base64 })))],
    [
      'JSON with a charset',
      () => upload(JSON.stringify({ image: base64 }), 'Application/JSON; charset=utf-8'),
    ],
    ['JSON of a vendor’s type', () => upload(JSON.stringify({ image: base64 }), 'application/ld+json')],
  ];
  test.each(ways)('%s', async (_, way) => {
    expect(await way()).toEqual({ bytes: picture, label: null });
  });
});

describe('a label', () => {
  test.each([0, 7, 9])('%d comes with JSON', async (label) => {
    expect((await json({ image: base64, label })).label).toBe(label as 7);
  });

  test.each(['0', '7', '9'])('%s comes with a form', async (label) => {
    expect((await upload(form({ image: file(), label }))).label).toBe(Number(label) as 7);
  });

  test('may be null, missing, or an empty field', async () => {
    expect((await json({ image: base64, label: null })).label).toBeNull();
    expect((await upload(form({ image: file(), label: '' }))).label).toBeNull();
  });

  test.each([10, -1, 1.5, '7', '', true, 1e99])('%p in JSON is refused', async (label) => {
    await expect(json({ image: base64, label })).rejects.toMatchObject({ fields: [{ field: '/label' }] });
  });

  test.each(['10', '-1', '7.0', ' 7', 'seven', '٧'])('%p in a form is refused', async (label) => {
    await expect(upload(form({ image: file(), label }))).rejects.toMatchObject({
      fields: [{ field: '/label' }],
    });
  });

  test('that is a file is refused', async () => {
    await expect(upload(form({ image: file(), label: file() }))).rejects.toMatchObject({
      fields: [{ field: '/label' }],
    });
  });
});

describe('an image', () => {
  const wrong: [string, () => Promise<unknown>][] = [
    ['missing in JSON', () => json({})],
    ['null', () => json({ image: null })],
    ['a number', () => json({ image: 5 })],
    ['true', () => json({ image: true })],
    ['an array', () => json({ image: [1, 2] })],
    ['an object', () => json({ image: {} })],
    ['an empty text', () => json({ image: '' })],
    ['no Base64', () => json({ image: '§§§§' })],
    ['a URL', () => json({ image: 'https://example.com/seven.png' })],
    ['a data: URI without a comma', () => json({ image: 'data:image/png;base64' })],
    ['a data: URI without content', () => json({ image: 'data:image/png;base64,' })],
    ['missing in a form', () => upload(form({ picture: file() }))],
    [
      'an empty file, as browsers send when none was chosen',
      () => upload(form({ image: file(new Uint8Array(), '') })),
    ],
    ['an empty body', () => upload(new Uint8Array())],
  ];
  test.each(wrong)('%s: malformed, and the field is named', async (_, send) => {
    await expect(send()).rejects.toThrow(MalformedError);
    await expect(send()).rejects.toMatchObject({ fields: [{ field: '/image' }] });
  });

  test('that comes twice in a form is refused', async () => {
    const data = form({ image: file() });
    data.append('image', file());
    await expect(upload(data)).rejects.toThrow('image was sent more than once');
  });
});

test.each([
  ['multipart/form-data', '--x--'],
  ['multipart/form-data; boundary=', 'abc'],
  ['multipart/form-data; boundary=x', 'no boundary at all'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nnever ends',
  ],
  ['multipart/form-data; boundary=x', ''],
  ['multipart/form-data; boundary=x', '--x\r\n\r\n\r\n--x--'],
])('a broken form (%s, %p) is malformed', async (type, body) => {
  await expect(upload(body, type)).rejects.toThrow(MalformedError);
});

describe('too many bytes are refused, with the setting', () => {
  const large = new Uint8Array(3001);
  const ways: [string, () => Promise<unknown>][] = [
    ['bare', () => upload(large, 'image/png')],
    ['in a form', () => upload(form({ image: file(large) }))],
    ['in JSON', () => json({ image: large.toBase64() })],
    ['far more, bare', () => upload(new Uint8Array(200_000), 'image/png')],
    ['far more, in a form', () => upload(form({ image: file(new Uint8Array(200_000)) }))],
    ['far more, in JSON', () => json({ image: new Uint8Array(200_000).toBase64() })],
  ];
  test.each(ways)('%s', async (_, send) => {
    await expect(send()).rejects.toThrow(TooLargeError);
    await expect(send()).rejects.toMatchObject({ limit: 'MAX_IMAGE_BYTES', maximum: 3000 });
  });

  test('while as many as allowed pass in every envelope', async () => {
    const full = new Uint8Array(3000).fill(9);
    const lengths = [
      upload(full),
      upload(form({ image: file(full), label: '3' })),
      json({ image: full.toBase64().replace(/.{64}/g, '$&\r\n') }),
    ].map(async (sent) => (await sent).bytes.byteLength);
    expect(await Promise.all(lengths)).toEqual([3000, 3000, 3000]);
  });
});

describe('what is large', () => {
  const wide = { maxBytes: 10_000_000, maxPixels: 1_000_000 };
  const large = new Uint8Array(200_000);
  large.set([0x89, 0x50, 0x4e, 0x47]);
  crypto.getRandomValues(large.subarray(4, 65_000));
  const send = (body: BodyInit, type?: string) =>
    readUpload(
      new Request('http://localhost/', {
        method: 'POST',
        body,
        headers: { ...(type && { 'content-type': type }) },
      }),
      wide,
    );
  const text = large.toBase64();

  test.each([
    ['plain', text],
    ['with escapes', text.replaceAll('/', '\\/').replaceAll('+', '\\u002b')],
    ['with line breaks', text.replace(/.{76}/g, '$&\\n')],
    ['as a data: URI', `data:image/png;base64,${text}`],
    ['URL-safe', large.toBase64({ alphabet: 'base64url', omitPadding: true })],
  ])('comes out of JSON as it was, %s, with its label', async (_, image) => {
    const { bytes, label } = await send(`{"image":"${image}","label":7}`, 'application/json');
    expect(Buffer.from(bytes).equals(large)).toBe(true);
    expect(label).toBe(7);
  });

  test('is refused by its beginning when it is no image', async () => {
    await expect(send(`{"image":"${'A'.repeat(1_000_000)}*"}`)).rejects.toThrow(
      'it is no image that we know',
    );
  });

  test('is refused where it is wrong, with the field', async () => {
    const error: unknown = await send(`{"image":"${text.slice(0, 100_000)}*"}`).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      fields: [{ field: '/image', message: 'Cannot decode Base64: unexpected "*" at position 100000' }],
    });
  });

  test('is refused as a form of very many parts before these are looked at', async () => {
    const data = form({ image: file(large) });
    for (let i = 0; i < 99; i++) data.append(`f${i}`, '');
    expect((await send(data)).bytes).toHaveLength(large.length);
    for (const boundary of ['x', '"a b"']) {
      const bare = boundary.replaceAll('"', '');
      const part = `--${bare}\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n`;
      await expect(
        send(`${part.repeat(20_000)}--${bare}--\r\n`, `multipart/form-data; boundary=${boundary}`),
      ).rejects.toThrow('Cannot read the form: it has more than 100 parts');
    }
  });
});
