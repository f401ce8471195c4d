import { MalformedError } from '../core/errors.ts';
import type { OpenScratch, Scratch } from '../core/scratch.ts';
import { type ZipEntry, zipEntries } from '../core/zip-entries.ts';
import { idxKind, labelsNameOf, readIdxHeader } from './idx.ts';
import { type FindFile, importCsv } from './import-csv.ts';
import { openIdx } from './import-idx.ts';
import { importJsonl } from './import-jsonl.ts';
import { findAmong, importPictures, isPicture, type Member, readTruths } from './import-pictures.ts';
import {
  type ImportFile,
  type ImportLimits,
  type ImportPlan,
  imageSetting,
  unpackedSetting,
} from './import-source.ts';
import { readSource, through } from './streams.ts';

export interface ImportOptions {
  readonly limits: ImportLimits;
  readonly openScratch: OpenScratch;
  /** Files that a table names and that did not come along, e.g. on this machine's disk. */
  readonly findFile?: FindFile | undefined;
}

/**
 * Finds out what was handed in, by content first and by name second: a zip (of IDX files, of pictures, of one of the tables),
 * IDX files, JSON lines, a table with or without pictures, or bare pictures.
 *
 * @throws MalformedError when it is nothing of all this
 */
export async function planImport(files: readonly ImportFile[], options: ImportOptions): Promise<ImportPlan> {
  const [first] = files;
  if (first === undefined) throw new MalformedError('Cannot import: no file came');
  const kinds: Kind[] = [];
  for (const file of files) kinds.push(await kindOf(file));
  if (kinds.includes('zip')) {
    if (files.length === 1) return planZip(first, options);
    throw new MalformedError('Cannot import a zip together with other files: send it alone');
  }
  const of = (kind: Kind) => files.filter((_, i) => kinds[i] === kind);
  if (of('idx').length > 0) return planIdx(of('idx'), options);
  const [table] = of('csv');
  const pictures = of('picture').map((file) => memberOf(file, options));
  if (table) return planTable(table, pictures, options);
  const [lines] = of('jsonl');
  if (lines) return { format: 'jsonl', total: null, rows: importJsonl(lines, options.limits.maxImageBytes) };
  if (pictures.length === 0)
    throw new MalformedError(
      `Cannot import ${first.name}: it is no zip, no IDX file, no JSON lines, no table and no picture`,
    );
  return { format: 'pictures', total: pictures.length, rows: importPictures(eachOf(pictures), new Map()) };
}

type Kind = 'zip' | 'idx' | 'jsonl' | 'csv' | 'picture' | 'unknown';

async function kindOf({ name, source }: ImportFile): Promise<Kind> {
  const head = await source.read(0, 512);
  if (head[0] === 0x50 && head[1] === 0x4b) return 'zip';
  if (idxKind(name) !== null || readIdxHeader(head) !== null) return 'idx';
  if (head[0] === 0x1f && head[1] === 0x8b) return (await isGzippedIdx({ name, source })) ? 'idx' : 'unknown';
  if (isPicture(name) || head[0] === 0x89 || head[0] === 0xff || /^RIFF/.test(ascii(head))) return 'picture';
  const text = ascii(head);
  if (/^(\xEF\xBB\xBF)?\s*\{/.test(text)) return 'jsonl';
  return /^[^\n]*\blabel\b/i.test(text) || /\.(csv|tsv)$/i.test(name) ? 'csv' : 'unknown';
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

async function isGzippedIdx({ source }: ImportFile): Promise<boolean> {
  try {
    for await (const chunk of through(readSource(source, 4096), new DecompressionStream('gzip')))
      return readIdxHeader(chunk) !== null;
  } catch {
    // Then it is no gzip, and nothing that we know.
  }
  return false;
}

/** Pairs of images and labels, by MNIST's names, or the only two that came. */
async function planIdx(
  files: readonly ImportFile[],
  { limits, openScratch }: ImportOptions,
): Promise<ImportPlan> {
  const ranks = await Promise.all(files.map(rankOf));
  const images = files.filter((_, i) => ranks[i] === 'images');
  const labels = files.filter((_, i) => ranks[i] === 'labels');
  if (images.length === 0)
    throw new MalformedError('Cannot import the labels: the file of their images did not come');
  const opened: Awaited<ReturnType<typeof openIdx>>[] = [];
  try {
    for (const file of images) {
      const wanted = bareName(labelsNameOf(bareName(file.name)));
      const found =
        labels.find(({ name }) => bareName(name) === wanted) ??
        (images.length === 1 && labels.length === 1 ? labels[0] : undefined);
      opened.push(await openIdx(file, found ?? null, openScratch, limits.maxUnpackedBytes));
    }
  } catch (error) {
    for (const one of opened) await one.close();
    throw error;
  }
  async function* rows() {
    try {
      for (const one of opened) yield* one.rows();
    } finally {
      for (const one of opened) await one.close();
    }
  }
  return { format: 'idx', total: opened.reduce((sum, { count }) => sum + count, 0), rows: rows() };
}

/** By the name, else by the number of dimensions. */
async function rankOf({ name, source }: ImportFile): Promise<'images' | 'labels'> {
  const kind = idxKind(name);
  if (kind !== null) return kind;
  const head = await source.read(0, 20);
  if (head[0] !== 0x1f) return readIdxHeader(head)?.sizes.length === 1 ? 'labels' : 'images';
  for await (const chunk of through(readSource(source, 4096), new DecompressionStream('gzip')))
    return readIdxHeader(chunk)?.sizes.length === 1 ? 'labels' : 'images';
  return 'images';
}

const bareName = (name: string): string => (name.split('/').at(-1) ?? name).replace(/\.gz$/i, '');

function planTable(table: ImportFile, pictures: readonly Member[], options: ImportOptions): ImportPlan {
  const beside = findAmong(pictures);
  const find: FindFile = async (name) => (await beside(name)) ?? (await options.findFile?.(name)) ?? null;
  return { format: 'csv', total: null, rows: importCsv(table, find) };
}

/** One walk through the directory says what the zip holds; the pictures themselves are unpacked one by one. */
async function planZip(zip: ImportFile, options: ImportOptions): Promise<ImportPlan> {
  const aside = createAside(options);
  try {
    const { rows, ...plan } = await planZipWith(zip, options, aside.unpack);
    return { ...plan, rows: aside.closeAfter(rows) };
  } catch (error) {
    await aside.close();
    throw error;
  }
}

async function planZipWith(
  zip: ImportFile,
  options: ImportOptions,
  unpack: (entry: ZipEntry) => Promise<ImportFile>,
): Promise<ImportPlan> {
  const idx: ImportFile[] = [];
  let table: ImportFile | undefined;
  let lines: ImportFile | undefined;
  let pictures = 0;
  for await (const entry of zipEntries(zip.source)) {
    const file = () => unpack(entry);
    if (idxKind(entry.name) !== null) idx.push(await file());
    else if (isPicture(entry.name)) pictures++;
    else if (/\.csv$/i.test(entry.name) && !/samples\.csv$/.test(entry.name)) table ??= await file();
    else if (/\.(jsonl|ndjson)$/i.test(entry.name)) lines ??= await file();
  }
  if (idx.length > 0) return planIdx(idx, options);
  if (pictures > 0) {
    const truths = await readTruths(table ? importCsv(table, async () => absent) : eachOf([]));
    const rows = importPictures(membersOf(zip, options), truths);
    return { format: 'pictures', total: Math.max(pictures, truths.size), rows };
  }
  if (table) return planTable(table, [], options);
  if (lines) return { format: 'jsonl', total: null, rows: importJsonl(lines, options.limits.maxImageBytes) };
  throw new MalformedError(`Cannot import ${zip.name}: the zip holds no pictures, no IDX files and no table`);
}

/** Stands for a picture that will come by itself. */
const absent = async () => new Uint8Array();

async function* membersOf({ source }: ImportFile, { limits }: ImportOptions): AsyncGenerator<Member> {
  for await (const { name, bytes } of zipEntries(source))
    yield { name, load: () => bytes(limits.maxImageBytes, imageSetting) };
}

function memberOf({ name, source }: ImportFile, { limits }: ImportOptions): Member {
  return { name, load: () => source.read(0, Math.min(source.size, limits.maxImageBytes + 1)) };
}

/** IDX files and tables of a zip, unpacked to the disk; together no more than one of them may have. */
function createAside({ openScratch, limits: { maxUnpackedBytes } }: ImportOptions) {
  const opened: Scratch[] = [];
  let total = 0;
  async function close(): Promise<void> {
    for (const scratch of opened.splice(0)) await scratch.close();
  }
  return {
    close,
    async unpack(entry: ZipEntry): Promise<ImportFile> {
      const scratch = await openScratch();
      opened.push(scratch);
      for await (const piece of entry.pieces(maxUnpackedBytes - total, unpackedSetting))
        await scratch.write(piece);
      total += scratch.size;
      return { name: entry.name, source: scratch };
    },
    async *closeAfter(rows: ImportPlan['rows']): ImportPlan['rows'] {
      try {
        yield* rows;
      } finally {
        await close();
      }
    },
  };
}

async function* eachOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
