import { crc32 } from '../core/decode/crc32.ts';
import type { OpenScratch } from '../core/scratch.ts';
import { readSource, through } from './streams.ts';

/** A file of a zip: bytes that are there are stored as they are, a stream is deflated on its way. */
export interface ZipFile {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** What the directory at the end says of a file. */
interface Written {
  readonly name: Uint8Array;
  readonly streamed: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** Names are UTF-8; sizes and checksum of a stream come behind it. */
const utf8 = 1 << 11;
const described = 1 << 3;
const largest32 = 0xffffffff;
const largest16 = 0xffff;
/** 1 January 1980, where the time of zip begins: the same files make the same bytes. */
const date = 0x21;

/**
 * A zip, byte by byte, of as many files as there are: the directory, which has to be written at the end, is kept on the disk
 * and not in memory. With zip64 where it is needed.
 *
 * The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function* writeZip(
  files: AsyncIterable<ZipFile>,
  openScratch: OpenScratch,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const directory = await openScratch();
  try {
    let at = 0;
    let count = 0;
    for await (const { name, content } of files) {
      const file = { name: new TextEncoder().encode(name), at };
      const pieces = content instanceof Uint8Array ? stored(file, content) : deflated(file, content);
      let piece = await pieces.next();
      for (; !piece.done; piece = await pieces.next()) {
        at += piece.value.length;
        yield piece.value;
      }
      await directory.write(directoryEntry(piece.value));
      count++;
    }
    yield* readSource(directory);
    yield directoryEnd(count, directory.size, at);
  } finally {
    await directory.close();
  }
}

type Place = Pick<Written, 'name' | 'at'>;

async function* stored(
  file: Place,
  content: Uint8Array<ArrayBuffer>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, Written> {
  const size = content.length;
  const written = { ...file, streamed: false, crc: crc32(content), packed: size, size };
  yield localHeader(written);
  yield content;
  return written;
}

async function* deflated(
  file: Place,
  content: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, Written> {
  const unknown = { ...file, streamed: true, crc: 0, packed: 0, size: 0 };
  yield localHeader(unknown);
  let crc = 0;
  let size = 0;
  let packed = 0;
  async function* counted() {
    for await (const chunk of content) {
      crc = crc32(chunk, 0, chunk.length, crc);
      size += chunk.length;
      yield chunk;
    }
  }
  for await (const chunk of through(counted(), new CompressionStream('deflate-raw'))) {
    packed += chunk.length;
    yield chunk;
  }
  yield record((put) => put.u32(0x08074b50).u32(crc).u64(packed).u64(size));
  return { ...unknown, crc, packed, size };
}

/** Before the file. One that is streamed says with its zip64 field that its sizes will come in 64 bits. */
const localHeader = ({ name, streamed, crc, size }: Written) =>
  record((put) => {
    put.u32(0x04034b50).u16(streamed ? 45 : 20);
    put.u16(utf8 | (streamed ? described : 0)).u16(streamed ? 8 : 0);
    put.u16(0).u16(date).u32(crc);
    put.u32(streamed ? largest32 : size).u32(streamed ? largest32 : size);
    put
      .u16(name.length)
      .u16(streamed ? 20 : 0)
      .bytes(name);
    if (streamed) put.u16(1).u16(16).u64(0).u64(0);
  });

const directoryEntry = ({ name, streamed, crc, packed, size, at }: Written) =>
  record((put) => {
    const wide = [size, packed, at].filter((value) => value >= largest32);
    put
      .u32(0x02014b50)
      .u16(45)
      .u16(streamed || wide.length > 0 ? 45 : 20);
    put.u16(utf8 | (streamed ? described : 0)).u16(streamed ? 8 : 0);
    put.u16(0).u16(date).u32(crc);
    put.u32(Math.min(packed, largest32)).u32(Math.min(size, largest32));
    put.u16(name.length).u16(wide.length > 0 ? 4 + 8 * wide.length : 0);
    put.u16(0).u16(0).u16(0).u32(0).u32(Math.min(at, largest32));
    put.bytes(name);
    if (wide.length > 0) put.u16(1).u16(8 * wide.length);
    for (const value of wide) put.u64(value);
  });

const directoryEnd = (count: number, size: number, at: number) =>
  record((put) => {
    if (count >= largest16 || size >= largest32 || at >= largest32) {
      put.u32(0x06064b50).u64(44).u16(45).u16(45).u32(0).u32(0);
      put.u64(count).u64(count).u64(size).u64(at);
      put
        .u32(0x07064b50)
        .u32(0)
        .u64(at + size)
        .u32(1);
    }
    const short = Math.min(count, largest16);
    put.u32(0x06054b50).u16(0).u16(0).u16(short).u16(short);
    put.u32(Math.min(size, largest32)).u32(Math.min(at, largest32)).u16(0);
  });

/** Puts little-endian numbers one behind the other. */
interface Put {
  u16(value: number): Put;
  u32(value: number): Put;
  u64(value: number): Put;
  bytes(value: Uint8Array): Put;
}

/** Room for the longest record: 65,535 bytes of a name and what stands before and behind it. */
const longest = 66_000;

function record(write: (put: Put) => void): Uint8Array<ArrayBuffer> {
  const view = scrap;
  let at = 0;
  const put: Put = {
    u16: (value) => {
      view.setUint16(at, value, true);
      at += 2;
      return put;
    },
    u32: (value) => {
      view.setUint32(at, value, true);
      at += 4;
      return put;
    },
    u64: (value) => {
      view.setBigUint64(at, BigInt(value), true);
      at += 8;
      return put;
    },
    bytes: (value) => {
      new Uint8Array(view.buffer).set(value, at);
      at += value.length;
      return put;
    },
  };
  write(put);
  return new Uint8Array(view.buffer.slice(0, at));
}

const scrap = new DataView(new ArrayBuffer(longest));
