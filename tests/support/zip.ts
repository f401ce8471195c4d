import { crc32, deflateRawSync } from 'node:zlib';
import { concat } from './png.ts';

/** A file as a zip holds it; each number may be a lie. */
export interface Packed {
  readonly name: string;
  readonly packed: Uint8Array;
  readonly size: number;
  readonly crc: number;
  /** 0 stored, 8 deflated. */
  readonly method?: number;
}

export const packed = (name: string, content: Uint8Array): Packed => ({
  name,
  packed: deflateRawSync(content),
  size: content.length,
  crc: crc32(content),
});

/** A zip, byte by byte as it is told. @param shared lets all names mean the first file's bytes */
export function writeZip(files: readonly Packed[], { shared = false } = {}): Uint8Array<ArrayBuffer> {
  const body: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const file of files) {
    const begin = shared ? 0 : at;
    if (!shared || body.length === 0) {
      const local = header(file);
      body.push(local, file.packed);
      at += local.length + file.packed.length;
    }
    directory.push(header(file, begin));
  }
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, files.length, true);
  view.setUint16(10, files.length, true);
  view.setUint32(
    12,
    directory.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  view.setUint32(16, at, true);
  return concat([...body, ...directory, end]);
}

/** Of the file itself; with `at` that of the directory. */
function header({ name, packed, size, crc, method = 8 }: Packed, at?: number): Uint8Array {
  const text = new TextEncoder().encode(name);
  const length = at === undefined ? 30 : 46;
  const bytes = new Uint8Array(length + text.length);
  const view = new DataView(bytes.buffer);
  const skip = at === undefined ? 0 : 2;
  view.setUint32(0, at === undefined ? 0x04034b50 : 0x02014b50, true);
  view.setUint16(skip + 4, 20, true);
  view.setUint16(skip + 8, method, true);
  view.setUint32(skip + 14, crc, true);
  view.setUint32(skip + 18, packed.length, true);
  view.setUint32(skip + 22, size, true);
  view.setUint16(skip + 26, text.length, true);
  if (at !== undefined) view.setUint32(42, at, true);
  bytes.set(text, length);
  return bytes;
}
