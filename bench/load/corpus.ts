import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawPictures, readPictures, vary } from './pictures.ts';
import { writePng } from './write-png.ts';

/** Requests as they go over the wire, one behind the other, each with another picture. Built before the clock runs. */
export interface Corpus {
  /** What the pictures are, for the report. */
  readonly pictures: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Request `i` is `bytes[offsets[i]] … bytes[offsets[i + 1]]`. */
  readonly offsets: Uint32Array;
  readonly count: number;
  /** How many were built; `count` of them were taken. */
  readonly built: number;
}

export interface CorpusOptions {
  readonly count: number;
  /** An IDX file; without it, digits are drawn. */
  readonly images?: string | undefined;
  /** Where it is kept for the next run. */
  readonly folder: string;
  /** Takes only the first ones of what was built. */
  readonly first?: number | undefined;
  readonly progress?: (share: number) => void;
}

/** Where requests are kept from one run to the next. */
export const corpusFolder = join(tmpdir(), 'inkwell-bench');

/** Bump when the bytes of a request change. */
const edition = 1;

/** Builds the requests, or takes the ones that the last run left in `folder`. */
export async function openCorpus({
  count,
  images,
  folder,
  first = count,
  progress,
}: CorpusOptions): Promise<Corpus> {
  const name = `${edition}-${images ? Bun.hash(images).toString(36) : 'drawn'}-${count}`;
  const paths = { about: join(folder, `${name}.json`), bytes: join(folder, `${name}.bin`) };
  if (!existsSync(paths.about)) {
    await mkdir(folder, { recursive: true });
    const built = await buildRequests(count, images, progress);
    await Bun.write(`${paths.bytes}.part`, built.bytes);
    await rename(`${paths.bytes}.part`, paths.bytes);
    await Bun.write(paths.about, JSON.stringify({ pictures: built.pictures, lengths: built.lengths }));
  }
  const about: { pictures: string; lengths: number[] } = await Bun.file(paths.about).json();
  const offsets = new Uint32Array(count + 1);
  for (const [i, length] of about.lengths.entries()) offsets[i + 1] = (offsets[i] as number) + length;
  const bytes = await Bun.file(paths.bytes).slice(0, offsets[first]).bytes();
  return {
    pictures: about.pictures,
    bytes,
    offsets: offsets.subarray(0, first + 1),
    count: first,
    built: count,
  };
}

async function buildRequests(count: number, images: string | undefined, progress?: (share: number) => void) {
  const { name, all } = images ? await readPictures(images) : drawPictures();
  const parts: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    const base = all[i % all.length];
    if (!base) throw new Error(`${name}: no picture`);
    parts.push(toRequest(writePng(vary(base, Math.floor(i / all.length)), 28, 28)));
    if (i % 5000 === 0) progress?.(i / count);
  }
  return {
    pictures:
      all.length < count ? `${name}, each further copy told apart by the lowest bits of its ink` : name,
    bytes: Buffer.concat(parts),
    lengths: parts.map(({ length }) => length),
  };
}

function toRequest(png: Buffer): Buffer {
  const body = `{"image":"${png.toString('base64')}"}`;
  return Buffer.from(
    `POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    'latin1',
  );
}

/** The PNG of request `i`. */
export function pngOf({ bytes, offsets }: Corpus, i: number): Buffer {
  const request = Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString('latin1');
  return Buffer.from(request.slice(request.indexOf('{"image":"') + 10, -2), 'base64');
}
