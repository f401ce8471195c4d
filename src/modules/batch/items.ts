import { sniff } from '../../core/decode/sniff.ts';
import { InkwellError, MalformedError, TooLargeError } from '../../core/errors.ts';
import type { BatchLimits, ImageLimits } from '../../core/image.ts';
import type { Label } from '../../core/prediction.ts';
import type { OpenScratch } from '../../core/scratch.ts';
import { zipEntries } from '../../core/zip-entries.ts';
import { boundedBody, createBucket, peek } from '../../http/bounded.ts';
import { jsonArray } from '../../http/json-array.ts';
import { longText, longTextOf } from '../../http/long-text.ts';
import { multipart } from '../../http/multipart-files.ts';
import { parseJson } from '../../http/read-body.ts';
import { uploadOf, wireLimit } from '../../http/read-upload.ts';

/** One of many images as it was sent, or why it cannot be had. */
export interface BatchItem {
  /** As the sender calls it, e.g. the name of the file. */
  readonly name: string | null;
  readonly content: { readonly bytes: Uint8Array; readonly label: Label | null } | InkwellError;
}

export interface BatchSource {
  readonly limits: ImageLimits;
  readonly batchLimits: BatchLimits;
  readonly scratch: OpenScratch;
}

const imageSetting = 'MAX_IMAGE_BYTES';
const totalSetting = 'MAX_BATCH_BYTES';

/** Elements of an array that are unpacked at once, and bytes of images from which on no more are. */
const atOnce = { elements: 64, bytes: 2 ** 20 };

/**
 * The images of a request while it arrives, in short lists: the elements of a JSON array, the files of a form, the files of a
 * zip (also of one in a form). A zip's directory stands at its end, so a zip is put aside first; nothing else is.
 *
 * @throws MalformedError, TooLargeError when it cannot go on; what is wrong with one image is that item's `content`
 */
export async function* readItems(request: Request, source: BatchSource): AsyncGenerator<BatchItem[]> {
  const type = (request.headers.get('content-type') ?? '').trim();
  const body = boundedBody(request, source.batchLimits.maxBytes, totalSetting);
  if (/^multipart\/form-data\b/i.test(type)) return yield* formItems(body, type, source);
  const { head, all } = await peek(body, 4);
  if (isZip(head)) return yield* zipItems(all, source);
  if (/^\s*\[/.test(new TextDecoder().decode(head)) || /^application\/(\w+\+)?json\b/i.test(type))
    return yield* jsonItems(all, source);
  throw new MalformedError('Cannot read the body: expected a JSON array, a form with files, or a zip');
}

const isZip = (head: Uint8Array) => head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);

async function* jsonItems(
  body: AsyncIterable<Uint8Array>,
  { limits }: BatchSource,
): AsyncGenerator<BatchItem[]> {
  for await (const elements of jsonArray(body, wireLimit(limits))) {
    let items: BatchItem[] = [];
    let bytes = 0;
    for (const { text, length } of elements) {
      items.push(
        text === null ? { name: null, content: tooLarge(length, limits.maxBytes) } : jsonItem(text, limits),
      );
      bytes += length;
      if (items.length < atOnce.elements && bytes < atOnce.bytes) continue;
      yield items;
      items = [];
      bytes = 0;
    }
    if (items.length > 0) yield items;
  }
}

function jsonItem(text: Uint8Array, limits: ImageLimits): BatchItem {
  let name: string | null = null;
  try {
    const first = text.find((byte) => byte > 0x20);
    const fields =
      first === 0x7b ? parseJson(text) : { image: text.length > longText ? longTextOf(text) : textOf(text) };
    if ('name' in fields && typeof fields['name'] === 'string') name = fields['name'].slice(0, 255);
    return { name, content: uploadOf(fields, limits, false) };
  } catch (error) {
    if (error instanceof InkwellError) return { name, content: error };
    throw error;
  }
}

function textOf(json: Uint8Array): string {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (typeof value === 'string') return value;
  } catch (cause) {
    throw new MalformedError('Cannot parse the element as JSON', [], { cause });
  }
  throw new MalformedError('Cannot read the element: expected a string or an object');
}

async function* formItems(
  body: AsyncIterable<Uint8Array>,
  type: string,
  source: BatchSource,
): AsyncGenerator<BatchItem[]> {
  const { maxBytes } = source.limits;
  // One more than allowed, so that the limit of images is what is told.
  const events = multipart(body, type, source.batchLimits.maxImages + 1);
  let files = 0;
  for await (const event of events) {
    if (event.kind === 'field' && event.field === 'image') throw notAFile();
    if (event.kind !== 'file') continue;
    files++;
    const { head, all } = await peek(fileBytes(events), 4);
    if (isZip(head)) {
      yield* zipItems(all, source);
      continue;
    }
    const bucket = createBucket(maxBytes);
    for await (const piece of all) bucket.add(piece);
    const { length } = bucket;
    // What a browser sends for a file input in which nothing was chosen.
    if (length === 0 && event.name === '') continue;
    const name = event.name.slice(0, 255);
    const bytes = bucket.take();
    yield [
      bytes === null
        ? { name, content: tooLarge(length, maxBytes) }
        : { name, content: await attempt(async () => uploadOf({ image: bytes }, source.limits, false)) },
    ];
  }
  if (files === 0) throw new MalformedError('Cannot read the form: there is no file in it');
}

const notAFile = () =>
  new MalformedError('Cannot read the form: image is a text, expected files', [
    { field: '/image', message: 'expected files' },
  ]);

/** The bytes of the file that has just begun. */
async function* fileBytes(events: ReturnType<typeof multipart>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await events.next();
    if (done || value.kind === 'end') return;
    if (value.kind === 'bytes') yield value.bytes;
  }
}

async function* zipItems(
  body: AsyncIterable<Uint8Array>,
  { scratch: openScratch, limits, batchLimits }: BatchSource,
): AsyncGenerator<BatchItem[]> {
  const scratch = await openScratch();
  try {
    for await (const chunk of body) await scratch.write(chunk);
    let total = 0;
    for await (const entry of zipEntries(scratch)) {
      let unpacked = 0;
      const content = await attempt(async () => {
        const look = (head: Uint8Array) => {
          unpacked = head.length;
          sniff(head);
          unpacked = entry.size;
        };
        return uploadOf({ image: await entry.bytes(limits.maxBytes, imageSetting, look) }, limits, false);
      });
      // What turned out to be damaged was unpacked, too.
      total += unpacked;
      if (total > batchLimits.maxBytes)
        throw new TooLargeError(
          `Cannot unpack the zip: its files have more than ${batchLimits.maxBytes} bytes together (${totalSetting})`,
          totalSetting,
          total,
          batchLimits.maxBytes,
        );
      yield [{ name: entry.name, content }];
    }
  } finally {
    await scratch.close();
  }
}

/** What goes wrong by design is the item's; everything else is ours. */
async function attempt<T>(work: () => Promise<T>): Promise<T | InkwellError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InkwellError) return error;
    throw error;
  }
}

const tooLarge = (actual: number, maximum: number) =>
  new TooLargeError(
    `Cannot accept the image: it has ${actual} bytes as sent, maximum is ${maximum} (${imageSetting})`,
    imageSetting,
    actual,
    maximum,
  );
