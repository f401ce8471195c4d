import type { StoredImage, StoredPrediction } from '../core/store.ts';
import { images, predictions } from './schema.ts';

/** The columns of a stored prediction: all of `predictions`, and the facts of its image without the bytes. */
export const predictionColumns = { prediction: predictions, image: images };

export type PredictionRow = {
  readonly prediction: typeof predictions.$inferSelect;
  readonly image: typeof images.$inferSelect;
};

export function toStoredImage(row: PredictionRow['image']): StoredImage {
  const { createdAt, ...image } = row;
  return image;
}

export function toStoredPrediction({ prediction, image }: PredictionRow): StoredPrediction {
  const { imageId, modelName, modelVersion, modelSha256, ...facts } = prediction;
  return {
    ...facts,
    image: toStoredImage(image),
    model: { name: modelName, version: modelVersion, sha256: modelSha256 },
  };
}
