import { blobSource } from '../../src/core/byte-source.ts';
import { zipEntries } from '../../src/core/zip-entries.ts';

/** A file of an archive, or why it cannot be had. */
export interface Unzipped {
  readonly name: string;
  readonly content: File | Error;
}

/**
 * Unpacks an archive in the browser, so that its files can be sent, shown and sent again one by one. Loaded when somebody brings one.
 *
 * @throws Error when it is no zip
 */
export async function* unzip(archive: File, maxBytes: number): AsyncGenerator<Unzipped> {
  for await (const entry of zipEntries(blobSource(archive))) {
    const { name } = entry;
    const content = await entry.bytes(maxBytes, 'MAX_IMAGE_BYTES').then(
      (bytes) => new File([new Uint8Array(bytes)], name.replace(/^.*\//, '')),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    yield { name, content };
  }
}
