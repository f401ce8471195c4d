import { configure, type Entry, Reader, ZipReader } from '@zip.js/zip.js';
import pako from 'pako';
import { type ByteSource, readAhead } from './byte-source.ts';
import { crc32 } from './decode/crc32.ts';
import { MalformedError, TooLargeError, UndecodableError, UnsupportedFormatError } from './errors.ts';

/** A file of an archive. */
export interface ZipEntry {
  /** With its folders, e.g. `seven/01.png`. */
  readonly name: string;
  /** Unpacked, in bytes, as the archive's directory says; never more comes out. */
  readonly size: number;
  /**
   * Unpacks it piece by piece: whoever sees by the first that it is nothing wanted stops, and the rest costs nothing.
   *
   * @param maxBytes refused before anything is unpacked when it has more; `setting` is what would have to be raised
   * @throws TooLargeError, UnsupportedFormatError (encrypted, or packed in a way that is not read), UndecodableError (damaged)
   */
  pieces(maxBytes: number, setting: string): AsyncGenerator<Uint8Array>;
  /** The same in one piece. @param look may throw at the first bytes */
  bytes(maxBytes: number, setting: string, look?: (head: Uint8Array) => void): Promise<Uint8Array>;
}

/** What file managers leave in archives beside the files that somebody put there. */
const litter = /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i;
const stored = 0;
const deflated = 8;
const localHeader = 30;

/** Pictures and tables hardly shrink to a hundredth: of a file beyond `unsuspected` bytes, more than that is no file that somebody needs. */
const mostRatio = 200;
const unsuspected = 256 * 1024;

/** Folders and litter cost, too, and nobody counts them. */
const mostPassedOver = 400;

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
  let packed = 0;
  let [passedOver, given] = [0, 0];
  for await (const entry of directory(source)) {
    packed += entry.compressedSize + localHeader;
    if (packed > source.size)
      throw new MalformedError('Cannot read the zip: several of its files are made of the same bytes');
    if (entry.directory || litter.test(entry.filename)) {
      if (++passedOver > mostPassedOver + 3 * given)
        throw new MalformedError(
          `Cannot read the zip: it has ${passedOver} folders and hidden files, and ${given} others`,
        );
      continue;
    }
    given++;
    const name = entry.filename.slice(0, 255);
    const pieces = (maxBytes: number, setting: string) => unpack(ahead, entry, name, maxBytes, setting);
    yield {
      name,
      size: entry.uncompressedSize,
      pieces,
      bytes: (maxBytes, setting, look) => collect(pieces(maxBytes, setting), entry.uncompressedSize, look),
    };
  }
}

async function collect(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
  look: (head: Uint8Array) => void = () => {},
): Promise<Uint8Array> {
  let content: Uint8Array = new Uint8Array();
  let length = 0;
  for await (const piece of pieces) {
    if (length === 0) {
      look(piece);
      content = piece.length === size ? piece : new Uint8Array(size);
    }
    if (content !== piece) content.set(piece, length);
    length += piece.length;
  }
  return content;
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
    if (index < 0) throw new RangeError('its directory lies before its beginning');
    return this.source.read(index, Math.min(length, this.source.size - index));
  }
}

async function* unpack(
  source: ByteSource,
  entry: Entry,
  name: string,
  maxBytes: number,
  setting: string,
): AsyncGenerator<Uint8Array> {
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
  if (size > unsuspected && size > compressedSize * mostRatio)
    throw new UndecodableError(
      `Cannot unpack ${name}: ${size} bytes out of ${compressedSize}, more than ${mostRatio} times as many`,
    );
  // A directory that lies may say so.
  const head = offset < 0 ? new Uint8Array() : await source.read(offset, localHeader);
  const begin = offset + localHeader + uint16(head, 26) + uint16(head, 28);
  const end = begin + compressedSize;
  if (head.length < localHeader || head[0] !== 0x50 || head[1] !== 0x4b || end > source.size)
    throw new UndecodableError(`Cannot unpack ${name}: the zip has no file where its directory says`);
  let [length, checksum] = [0, 0];
  const packed = packedPieces(source, begin, end);
  for await (const piece of compressionMethod === stored ? packed : inflated(packed, name, size)) {
    length += piece.length;
    if (length > size)
      throw new UndecodableError(
        `Cannot unpack ${name}: it has more than the ${size} bytes that the zip says`,
      );
    checksum = crc32(piece, 0, piece.length, checksum);
    yield piece;
  }
  if (length !== size)
    throw new UndecodableError(`Cannot unpack ${name}: it has ${length} bytes, the zip says ${size}`);
  if (checksum !== entry.signature)
    throw new UndecodableError(`Cannot unpack ${name}: its checksum is not the one in the zip`);
}

/** Copies, for `source` may use its memory again; small, since each may unpack to a thousand times as much. */
async function* packedPieces(source: ByteSource, begin: number, end: number): AsyncGenerator<Uint8Array> {
  const step = 64 * 1024;
  for (let at = begin; at < end; at += step) yield (await source.read(at, Math.min(step, end - at))).slice();
}

async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  name: string,
  size: number,
): AsyncGenerator<Uint8Array> {
  const inflater = new pako.Inflate({ raw: true, chunkSize: Math.min(Math.max(size, 1), 65_536) });
  let pieces: Uint8Array[] = [];
  inflater.onData = (piece) => pieces.push(piece);
  const step = 4096;
  for await (const piece of packed)
    for (let at = 0; at < piece.length && !inflater.ended; at += step) {
      inflater.push(piece.subarray(at, at + step), false);
      if (inflater.err !== 0)
        throw new UndecodableError(`Cannot unpack ${name}: ${inflater.msg || 'its data is damaged'}`);
      yield* pieces;
      pieces = [];
    }
}

const uint16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
