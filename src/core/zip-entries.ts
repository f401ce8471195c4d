import { configure, type Entry, Reader, ZipReader } from '@zip.js/zip.js';
import pako from 'pako';
import { type ByteSource, readAhead } from './byte-source.ts';
import { crc32 } from './decode/crc32.ts';
import { MalformedError, TooLargeError, UndecodableError, UnsupportedFormatError } from './errors.ts';

/** A file of an archive. */
export interface ZipEntry {
  /** With its folders, e.g. `seven/01.png`. */
  readonly name: string;
  /** Unpacked, in bytes, as the archive's directory says; `bytes` never gives more. */
  readonly size: number;
  /**
   * Unpacks it.
   *
   * @param maxBytes refused before anything is unpacked when it has more; `setting` is what would have to be raised
   * @throws TooLargeError, UnsupportedFormatError (encrypted, or packed in a way that is not read), UndecodableError (damaged)
   */
  bytes(maxBytes: number, setting: string): Promise<Uint8Array>;
}

/** What file managers leave in archives beside the files that somebody put there. */
const litter = /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i;
const stored = 0;
const deflated = 8;
const localHeader = 30;

/**
 * The files of a zip archive in the order of its directory; folders and what file managers leave behind are passed over.
 * Reading by the directory makes zip64, data descriptors and files in any order no matter; nothing is unpacked unasked.
 *
 * @throws MalformedError when it is no zip, or its directory is damaged
 *
 * @example
 * for await (const entry of zipEntries(blobSource(file))) console.log(entry.name, await entry.bytes(1e6, 'MAX_IMAGE_BYTES'));
 */
export async function* zipEntries(source: ByteSource): AsyncGenerator<ZipEntry> {
  const ahead = readAhead(source);
  for await (const entry of directory(source)) {
    if (entry.directory || litter.test(entry.filename)) continue;
    const name = entry.filename.slice(0, 255);
    yield {
      name,
      size: entry.uncompressedSize,
      bytes: (maxBytes, setting) => unpack(ahead, entry, name, maxBytes, setting),
    };
  }
}

async function* directory(source: ByteSource): AsyncGenerator<Entry> {
  // Its workers would come from a Blob, which our policy forbids in browsers.
  configure({ useWebWorkers: false });
  const reader = new ZipReader(new SourceReader(readAhead(source)));
  try {
    yield* reader.getEntriesGenerator();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MalformedError(`Cannot read the zip: ${why.charAt(0).toLowerCase()}${why.slice(1)}`, [], {
      cause,
    });
  }
}

/** zip.js's view of a source. */
class SourceReader extends Reader<ByteSource> {
  constructor(private readonly source: ByteSource) {
    super(source);
    this.size = source.size;
  }
  override readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return this.source.read(index, Math.min(length, this.source.size - index));
  }
}

async function unpack(
  source: ByteSource,
  entry: Entry,
  name: string,
  maxBytes: number,
  setting: string,
): Promise<Uint8Array> {
  const { compressedSize, uncompressedSize: size, compressionMethod, offset } = entry;
  if (entry.encrypted) throw new UnsupportedFormatError(`Cannot unpack ${name}: it is encrypted`);
  if (compressionMethod !== stored && compressionMethod !== deflated)
    throw new UnsupportedFormatError(
      `Cannot unpack ${name}: its compression is method ${compressionMethod}, expected stored or deflate`,
    );
  if (size > maxBytes)
    throw new TooLargeError(
      `Cannot unpack ${name}: it has ${size} bytes, maximum is ${maxBytes} (${setting})`,
      setting,
      size,
      maxBytes,
    );
  const head = await source.read(offset, localHeader);
  const begin = offset + localHeader + uint16(head, 26) + uint16(head, 28);
  if (
    head.length < localHeader ||
    head[0] !== 0x50 ||
    head[1] !== 0x4b ||
    begin + compressedSize > source.size
  )
    throw new UndecodableError(`Cannot unpack ${name}: the zip has no file where its directory says`);
  const packed = await source.read(begin, compressedSize);
  const content = compressionMethod === stored ? packed.slice() : inflate(packed, name, size);
  if (content.length !== size)
    throw new UndecodableError(`Cannot unpack ${name}: it has ${content.length} bytes, the zip says ${size}`);
  if (crc32(content) !== entry.signature)
    throw new UndecodableError(`Cannot unpack ${name}: its checksum is not the one in the zip`);
  return content;
}

/** Never more than the directory promised: a bomb is stopped at its first byte too many. */
function inflate(packed: Uint8Array, name: string, size: number): Uint8Array {
  const content = new Uint8Array(size);
  let length = 0;
  const inflater = new pako.Inflate({ raw: true, chunkSize: Math.min(Math.max(size, 1), 65_536) });
  inflater.onData = (piece) => {
    if (length + piece.length > size)
      throw new UndecodableError(
        `Cannot unpack ${name}: it has more than the ${size} bytes that the zip says`,
      );
    content.set(piece, length);
    length += piece.length;
  };
  inflater.push(packed, true);
  if (inflater.err !== 0)
    throw new UndecodableError(`Cannot unpack ${name}: ${inflater.msg || 'its data is damaged'}`);
  return content.subarray(0, length);
}

const uint16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
