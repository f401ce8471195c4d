import type { ByteSource } from '../core/byte-source.ts';
import { encodePng } from '../core/encode-png.ts';
import { MalformedError, TooLargeError } from '../core/errors.ts';
import type { OpenScratch, Scratch } from '../core/scratch.ts';
import { attemptRow } from './attempt-row.ts';
import { idxHeaderBytes, readIdxHeader } from './idx.ts';
import { type ImportFile, type ImportRow, unpackedSetting, type WrongRow } from './import-source.ts';
import { parseLabel } from './parse-label.ts';
import { readSource, through } from './streams.ts';

/** Pictures read from the file at once. */
const atOnce = 512;
/** Larger ones are no digits of a data set. */
const mostPixels = 1_000_000;

/** Images of an IDX file, opened. */
export interface OpenIdx {
  readonly count: number;
  rows(): AsyncGenerator<ImportRow | WrongRow>;
  close(): Promise<void>;
}

/**
 * Opens a file of images and the file of its labels, gzipped or not. What is gzipped is unpacked to the disk.
 *
 * @param labels without it the pictures have no labels
 * @throws MalformedError when they are no such files, or do not belong together
 */
export async function openIdx(
  images: ImportFile,
  labels: ImportFile | null,
  openScratch: OpenScratch,
  maxBytes: number,
): Promise<OpenIdx> {
  const scratches: Scratch[] = [];
  const close = async () => {
    for (const scratch of scratches) await scratch.close();
  };
  try {
    const open = async (file: ImportFile, rank: number) => {
      const plain = await unpacked(file, openScratch, maxBytes, scratches);
      return { plain, header: await headerOf(file.name, plain, rank) };
    };
    const pictures = await open(images, 3);
    const truths = labels && (await open(labels, 1));
    const [count = 0, height = 0, width = 0] = pictures.header.sizes;
    const [labelled = count] = truths?.header.sizes ?? [];
    if (labelled !== count)
      throw new MalformedError(
        `Cannot read ${images.name}: it holds ${count} images, ${labels?.name} has ${labelled} labels`,
      );
    if (width * height < 1 || width * height > mostPixels)
      throw new MalformedError(
        `Cannot read ${images.name}: its images have ${width} × ${height} pixels, maximum is ${mostPixels}`,
      );
    async function* rows() {
      const length = width * height;
      for (let from = 0; from < count; from += atOnce) {
        const many = Math.min(atOnce, count - from);
        const data = await pictures.plain.read(pictures.header.valuesAt + from * length, many * length);
        const values = truths && (await truths.plain.read(truths.header.valuesAt + from, many));
        for (let i = 0; i < many; i++)
          yield attemptRow(`${images.name}#${from + i}`, () => ({
            label: parseLabel(values?.[i]),
            picture: {
              load: async () =>
                encodePng({ width, height, data: data.subarray(i * length, (i + 1) * length) }),
            },
          }));
      }
    }
    return { count, rows, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function unpacked(
  { name, source }: ImportFile,
  openScratch: OpenScratch,
  maxBytes: number,
  scratches: Scratch[],
): Promise<ByteSource> {
  const [first, second] = await source.read(0, 2);
  if (first !== 0x1f || second !== 0x8b) return source;
  const scratch = await openScratch();
  scratches.push(scratch);
  try {
    for await (const chunk of through(readSource(source), new DecompressionStream('gzip'))) {
      await scratch.write(chunk);
      if (scratch.size > maxBytes)
        throw new TooLargeError(
          `Cannot unpack ${name}: it has more than ${maxBytes} bytes (${unpackedSetting})`,
          unpackedSetting,
          scratch.size,
          maxBytes,
        );
    }
  } catch (cause) {
    if (
      cause instanceof TypeError ||
      (cause instanceof Error && 'code' in cause && /^Z_|ERR_/.test(String(cause.code)))
    )
      throw new MalformedError(`Cannot unpack ${name}: the gzip is damaged`, [], { cause });
    throw cause;
  }
  return scratch;
}

async function headerOf(name: string, source: ByteSource, rank: number) {
  const header = readIdxHeader(await source.read(0, idxHeaderBytes));
  if (header === null) throw new MalformedError(`Cannot read ${name}: it is no IDX file of bytes`);
  if (header.sizes.length !== rank)
    throw new MalformedError(
      `Cannot read ${name}: it has ${header.sizes.length} dimensions, expected ${rank}`,
    );
  const values = source.size - header.valuesAt;
  if (values !== header.values)
    throw new MalformedError(
      `Cannot read ${name}: it holds ${values} values, its header says ${header.values}`,
    );
  return header;
}
