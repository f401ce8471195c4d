import type { OpenScratch } from '../core/scratch.ts';
import type { StoredPrediction } from '../core/store.ts';
import { createDigestMap, digestOfHex } from './digest-map.ts';
import { inPieces, mapAhead } from './map-ahead.ts';

/** What an export is made from, whatever its format. */
export interface ExportSource {
  /** What passes the filter, newest first. */
  readonly predictions: AsyncIterable<StoredPrediction>;
  /** The bytes as uploaded, by the ids of the images; those that were deleted in the meantime are missing. */
  readonly imageBytes: (ids: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** What the network sees of pictures, 28 × 28 grey, white ink on black; `null` where there is no ink. */
  readonly look: (pictures: readonly Uint8Array[]) => Promise<readonly (Uint8Array | null)[]>;
  readonly openScratch: OpenScratch;
  /** Told now and then how many predictions are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** A prediction and its picture. */
export interface Pictured<Prediction extends StoredPrediction = StoredPrediction> {
  readonly prediction: Prediction;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Pictures that are fetched, or looked at by the network, in one go, and how many bytes of them. */
const pieceLimits = { count: 200, weight: 16 * 2 ** 20 };

/** The predictions with their pictures; what lost its picture in the meantime is passed over. */
export async function* withPictures<Prediction extends StoredPrediction>(
  predictions: AsyncIterable<Prediction>,
  imageBytes: ExportSource['imageBytes'],
): AsyncGenerator<Pictured<Prediction>> {
  for await (const piece of inPieces(predictions, pieceLimits, ({ image }) => image.byteLength)) {
    const found = await imageBytes(piece.map(({ image }) => image.id));
    for (const prediction of piece) {
      const bytes = found.get(prediction.image.id);
      if (bytes) yield { prediction, bytes: new Uint8Array(bytes) };
    }
  }
}

/** The same items; what is done is told. */
export async function* counting<Item>(
  items: AsyncIterable<Item>,
  onProgress: ((done: number) => void) | undefined,
): AsyncGenerator<Item> {
  let done = 0;
  for await (const item of items) {
    yield item;
    onProgress?.(++done);
  }
}

/** The newest reading of each picture, however often it was read; `onAgain` is told of the others. */
export async function* oncePerPicture<Item extends StoredPrediction>(
  predictions: AsyncIterable<Item>,
  onAgain: () => void = () => {},
): AsyncGenerator<Item> {
  const known = createDigestMap();
  for await (const prediction of predictions)
    if (known.add(digestOfHex(prediction.image.sha256), 0) === null) yield prediction;
    else onAgain();
}

/** What the network sees of each picture, in order, a few pieces ahead; `pixels` is `null` where there is no ink. */
export async function* lookAtAll<Prediction extends StoredPrediction>(
  pictures: AsyncIterable<Pictured<Prediction>>,
  look: ExportSource['look'],
): AsyncGenerator<{ readonly prediction: Prediction; readonly pixels: Uint8Array | null }> {
  const pieces = inPieces(pictures, pieceLimits, ({ bytes }) => bytes.length);
  const seen = mapAhead(pieces, 2, async (piece) => ({
    piece,
    pixels: await look(piece.map(({ bytes }) => bytes)),
  }));
  for await (const { piece, pixels } of seen)
    for (const [i, { prediction }] of piece.entries()) yield { prediction, pixels: pixels[i] ?? null };
}
