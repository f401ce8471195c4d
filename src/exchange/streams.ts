import type { ByteSource } from '../core/byte-source.ts';

/** Bytes in pieces, made as they are asked for. */
export type Bytes = AsyncIterable<Uint8Array<ArrayBuffer>>;

/** What is written goes in at one end and comes out of `transform` at the other, no faster than it is read. */
export async function* through(
  bytes: AsyncIterable<Uint8Array<ArrayBuffer>>,
  transform: CompressionStream | DecompressionStream,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const writer = transform.writable.getWriter();
  const feeding = (async () => {
    try {
      for await (const chunk of bytes) await writer.write(chunk);
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => {});
      throw error;
    }
  })();
  // Whoever reads meets the error, too; an unread one must not end the process.
  feeding.catch(() => {});
  const reader = transform.readable.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read())
      yield read.value as Uint8Array<ArrayBuffer>;
    await feeding;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Gathers small pieces to larger ones: fewer writes on their way to a file or a socket. */
export async function* gather(
  bytes: Bytes,
  size = 64 * 1024,
): Bytes & AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let buffer = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of bytes) {
    if (filled + chunk.length > size && filled > 0) {
      yield buffer.subarray(0, filled);
      buffer = new Uint8Array(size);
      filled = 0;
    }
    if (chunk.length >= size) {
      yield chunk;
      continue;
    }
    buffer.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}

/** A stream that makes its bytes when they are read, and is told when nobody wants them any more. */
export function toStream(bytes: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await bytes.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await bytes.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

/** All of a source from the front, in pieces. */
export async function* readSource(
  source: ByteSource,
  piece = 256 * 1024,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let offset = 0; offset < source.size; offset += piece)
    yield new Uint8Array(await source.read(offset, Math.min(piece, source.size - offset)));
}

/** UTF-8 as text; what is none becomes the replacement character. */
export async function* toText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The lines of a text without their ends; `null` for one of more than `longest` characters, which is passed over. */
export async function* readLines(source: ByteSource, longest: number): AsyncGenerator<string | null> {
  let pieces: string[] = [];
  let length = 0;
  const take = () => {
    const line = length > longest ? null : pieces.join('').replace(/\r$/, '');
    pieces = [];
    length = 0;
    return line;
  };
  for await (const chunk of toText(readSource(source))) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      length += end - from;
      if (length <= longest) pieces.push(chunk.slice(from, end));
      yield take();
      from = end + 1;
    }
    length += chunk.length - from;
    if (length <= longest) pieces.push(chunk.slice(from));
    else pieces = [];
  }
  if (length > 0) yield take();
}
