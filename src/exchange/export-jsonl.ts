import { encodeBase64 } from '../core/base64.ts';
import type { StoredPrediction } from '../core/store.ts';
import { counting, type ExportSource } from './export-rows.ts';
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
  async function* lines() {
    for await (const prediction of counting(predictions, onProgress)) {
      const told = present(prediction);
      const { id, sha256 } = prediction.image;
      const bytes = images ? await imageBytes(id) : null;
      const image = { ...told.image, sha256, ...(bytes && { data: encodeBase64(bytes) }) };
      yield encoder.encode(`${JSON.stringify({ ...told, image })}\n`);
    }
  }
  yield* gather(lines());
}
