import { TooLargeError } from '../../core/errors.ts';
import type { OpenScratch, Scratch } from '../../core/scratch.ts';
import { type ImportFile, unpackedSetting } from '../../exchange/import-source.ts';
import { boundedBody } from '../../http/bounded.ts';
import { multipart } from '../../http/multipart-files.ts';

/** What was sent, put aside on the disk. */
export interface Received {
  readonly files: readonly ImportFile[];
  close(): Promise<void>;
}

/** A folder of more pictures than this is better sent as a zip: each file is open while it waits. */
const mostFiles = 500;

/**
 * The files of a form, or the one that is the body, written to the disk while they arrive.
 *
 * @throws TooLargeError, MalformedError
 */
export async function receiveFiles(
  request: Request,
  openScratch: OpenScratch,
  maxBytes: number,
): Promise<Received> {
  const type = (request.headers.get('content-type') ?? '').trim();
  const body = boundedBody(request, maxBytes, unpackedSetting);
  const files: { name: string; source: Scratch }[] = [];
  const close = async () => {
    for (const { source } of files) await source.close();
  };
  const begin = async (name: string): Promise<Scratch> => {
    if (files.length === mostFiles)
      throw new TooLargeError(
        `Cannot import more than ${mostFiles} files at once: send them as a zip`,
        'files of a form',
        mostFiles + 1,
        mostFiles,
      );
    const source = openWhenLarge(openScratch);
    files.push({ name: name.slice(0, 255), source });
    return source;
  };
  try {
    if (/^multipart\/form-data\b/i.test(type)) await receiveForm(multipart(body, type, mostFiles + 1), begin);
    else {
      const scratch = await begin('the body');
      for await (const chunk of body) await scratch.write(chunk);
    }
  } catch (error) {
    await close();
    throw error;
  }
  // An empty body, or what a browser sends for a file input in which nothing was chosen.
  return { files: files.filter(({ source }) => source.size > 0), close };
}

/** A picture of a form is small: its file is made only when there is more than fits here. */
const inMemory = 16 * 1024;

function openWhenLarge(openScratch: OpenScratch): Scratch {
  let held: Uint8Array<ArrayBuffer> = new Uint8Array();
  let file: Scratch | undefined;
  return {
    get size() {
      return file?.size ?? held.length;
    },
    async write(chunk) {
      if (file === undefined && held.length + chunk.length <= inMemory) {
        const longer = new Uint8Array(held.length + chunk.length);
        longer.set(held);
        longer.set(chunk, held.length);
        held = longer;
        return;
      }
      if (file === undefined) {
        file = await openScratch();
        await file.write(held);
      }
      await file.write(chunk);
    },
    read: async (offset, length) =>
      file === undefined ? held.slice(offset, offset + length) : file.read(offset, length),
    close: async () => file?.close(),
  };
}

async function receiveForm(
  events: ReturnType<typeof multipart>,
  begin: (name: string) => Promise<Scratch>,
): Promise<void> {
  let current: Scratch | undefined;
  for await (const event of events) {
    if (event.kind === 'file') current = await begin(event.name);
    else if (event.kind === 'bytes') await current?.write(event.bytes);
  }
}
