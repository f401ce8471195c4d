import type { StoredImage, StoredPrediction } from '../core/store.ts';
import { images, models, predictions } from './schema.ts';

/** The columns of a stored prediction: its own, its model, and the facts of its image without the bytes. */
export const predictionColumns = {
  prediction: {
    id: predictions.id,
    status: predictions.status,
    digit: predictions.digit,
    confidence: predictions.confidence,
    probabilities: predictions.probabilities,
    reading: predictions.reading,
    decidedBy: predictions.decidedBy,
    label: predictions.label,
    sampled: predictions.sampled,
    durationMs: predictions.durationMs,
    createdAt: predictions.createdAt,
  },
  image: {
    id: images.id,
    sha256: images.sha256,
    mediaType: images.mediaType,
    width: images.width,
    height: images.height,
    byteLength: images.byteLength,
  },
  model: { name: models.name, version: models.version, sha256: models.sha256 },
};

export type PredictionRow = {
  readonly prediction: Pick<typeof predictions.$inferSelect, keyof (typeof predictionColumns)['prediction']>;
  readonly image: StoredImage;
  readonly model: StoredPrediction['model'];
};

export const toStoredPrediction = ({ prediction, image, model }: PredictionRow): StoredPrediction => ({
  ...prediction,
  image,
  model,
});
