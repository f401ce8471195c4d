import { encodeBase64 } from '../core/base64.ts';
import type { StoredPrediction } from '../core/store.ts';
import { counting, type ExportSource, withPictures } from './export-rows.ts';
import { gather } from './streams.ts';

export interface JsonlOptions {
  /** With the picture of each, in Base64. */
  readonly images: boolean;
  /** A prediction as the API tells it. */
  readonly present: (prediction: StoredPrediction) => { readonly image: object };
}

/** The predictions as JSON, one a line, as the API tells them, with the SHA-256 of the picture and perhaps the picture itself. */
export async function* exportJsonl(
  { predictions, imageBytes, onProgress }: Pick<ExportSource, 'predictions' | 'imageBytes' | 'onProgress'>,
  { images, present }: JsonlOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  function line(prediction: StoredPrediction, bytes?: Uint8Array) {
    const told = present(prediction);
    const data = bytes && { data: encodeBase64(bytes) };
    const image = { ...told.image, sha256: prediction.image.sha256, ...data };
    return encoder.encode(`${JSON.stringify({ ...told, image })}\n`);
  }
  async function* lines() {
    const counted = counting(predictions, onProgress);
    if (images)
      for await (const { prediction, bytes } of withPictures(counted, imageBytes))
        yield line(prediction, bytes);
    else for await (const prediction of counted) yield line(prediction);
  }
  yield* gather(lines());
}
