import { expect, test } from 'bun:test';
import { multipart } from '../../src/http/multipart-files.ts';

/** A form as a browser sends it, in pieces. */
async function sent(form: FormData, size: number) {
  const response = new Response(form);
  const type = response.headers.get('content-type') ?? '';
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { type, bytes, chunks: pieces(bytes, size) };
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(chunks: AsyncIterable<Uint8Array>, type: string, mostFiles = 10) {
  const found: { field: string; name?: string; text: string }[] = [];
  for await (const event of multipart(chunks, type, mostFiles)) {
    if (event.kind === 'file') found.push({ field: event.field, name: event.name, text: '' });
    if (event.kind === 'field') found.push({ field: event.field, text: event.value });
    const last = found.at(-1);
    if (event.kind === 'bytes' && last) last.text += new TextDecoder('latin1').decode(event.bytes);
  }
  return found;
}

const form = new FormData();
form.append('image', new File(['one\r\n--two'], 'ünï "1".png', { type: 'image/png' }));
form.append('note', 'a text');
form.append('image', new File([''], 'empty.png'));
form.append('image', new File(['\0\xff binary'], 'last.png'));

test.each([1, 5, 64, 100_000])('files and fields come out in order from pieces of %i bytes', async (size) => {
  const { type, chunks } = await sent(form, size);
  const found = await read(chunks, type);
  expect(found.map(({ field }) => field)).toEqual(['image', 'note', 'image', 'image']);
  expect(found.map(({ text }) => text)).toEqual(['one\r\n--two', 'a text', '', '\0\xc3\xbf binary']);
  expect(found.map(({ name }) => name)).toEqual([
    expect.stringContaining('ünï'),
    undefined,
    'empty.png',
    'last.png',
  ]);
});

test('a form that breaks off is no form', async () => {
  const { type, bytes } = await sent(form, 10);
  await expect(read(pieces(bytes.slice(0, -60), 10), type)).rejects.toThrow(
    'Cannot parse the multipart form: it ended early',
  );
});

test('a broken name is told, not thrown from deep inside', async () => {
  const body = new TextEncoder().encode(
    '--b\r\nContent-Disposition: form-data; name="a"; filename*=UTF-8\'\'%zz\r\n\r\nx\r\n--b--\r\n',
  );
  await expect(read(pieces(body, 1000), 'multipart/form-data; boundary=b')).rejects.toThrow(
    'Cannot parse the multipart form: a header of a part is broken',
  );
});

test('a form without a boundary is refused', async () => {
  await expect(read(pieces(new Uint8Array(10), 10), 'multipart/form-data')).rejects.toThrow(
    'names no boundary',
  );
});

test('more files or fields than anybody needs are refused at the first too many', async () => {
  const many = new FormData();
  for (let i = 0; i < 11; i++) many.append('image', new File([], `${i}.png`));
  const files = await sent(many, 1000);
  await expect(read(files.chunks, files.type)).rejects.toThrow(
    'Cannot read the form: it has more than 10 files',
  );
  for (let i = 0; i < 101; i++) form.append(`note${i}`, '');
  const fields = await sent(form, 1000);
  await expect(read(fields.chunks, fields.type)).rejects.toThrow(
    'Cannot read the form: it has more than 100 fields that are no files',
  );
});
