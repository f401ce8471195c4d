import { encodePng } from '../core/encode-png.ts';
import type { MediaType } from '../core/image.ts';
import { csvLine } from './csv.ts';
import {
  counting,
  type ExportSource,
  lookAtAll,
  oncePerPicture,
  type Pictured,
  withPictures,
} from './export-rows.ts';
import { side } from './idx-split.ts';
import { readSource } from './streams.ts';
import { writeZip, type ZipFile } from './zip-writer.ts';

export interface PngOptions {
  /** `uploaded`: the very bytes that were sent, in their format. `seen`: PNGs of 28 × 28 pixels, as the network sees them. */
  readonly pictures: 'uploaded' | 'seen';
}

const extensions: Readonly<Record<MediaType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

const columns = [
  'file',
  'label',
  'prediction',
  'status',
  'confidence',
  'model_version',
  'id',
  'sha256',
  'created_at',
];

/**
 * Pictures in a zip, in a folder for each label, and `manifest.csv` with a line for each: what `ImageFolder` of torchvision,
 * `image_dataset_from_directory` of Keras and our own `evaluate` and `import` read. Each picture once, with its newest reading.
 */
export async function* exportPng(
  source: ExportSource,
  { pictures }: PngOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const manifest = await source.openScratch();
  const encoder = new TextEncoder();
  async function* files(): AsyncGenerator<ZipFile> {
    await manifest.write(encoder.encode(csvLine(columns)));
    const chosen = withPictures(
      oncePerPicture(counting(source.predictions, source.onProgress)),
      source.imageBytes,
    );
    for await (const { prediction, bytes } of pictures === 'seen' ? asSeen(chosen, source.look) : chosen) {
      const { label, digit, status, confidence, model, id, image, createdAt } = prediction;
      const extension = pictures === 'seen' ? 'png' : extensions[image.mediaType];
      const name = `images/${label ?? 'unlabelled'}/${image.sha256}.${extension}`;
      yield { name, content: bytes };
      const line = [
        name,
        label,
        digit,
        status,
        confidence,
        model.version,
        id,
        image.sha256,
        createdAt.toISOString(),
      ];
      await manifest.write(encoder.encode(csvLine(line)));
    }
    yield { name: 'manifest.csv', content: readSource(manifest) };
  }
  try {
    yield* writeZip(files(), source.openScratch);
  } finally {
    await manifest.close();
  }
}

/** What has no ink is left out: there is nothing to see. */
async function* asSeen(
  chosen: AsyncIterable<Pictured>,
  look: ExportSource['look'],
): AsyncGenerator<Pictured> {
  for await (const { prediction, pixels } of lookAtAll(chosen, look)) {
    if (pixels === null) continue;
    yield { prediction, bytes: new Uint8Array(encodePng({ width: side, height: side, data: pixels })) };
  }
}
