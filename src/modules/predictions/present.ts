import { encodePng } from '../../core/encode-png.ts';
import type { Stage } from '../../core/prediction.ts';
import type { StoredPrediction } from '../../core/store.ts';
import { toDataUri } from '../../http/data-uri.ts';
import type { PredictionBody } from './model.ts';

/** A stored prediction as the API tells it. */
export function present({
  id,
  image,
  digit,
  model,
  reading,
  probabilities,
  status,
  confidence,
  decidedBy,
  label,
  durationMs,
  createdAt,
}: StoredPrediction): PredictionBody {
  return {
    id,
    status,
    prediction: digit,
    confidence,
    probabilities: [...probabilities],
    reading: reading && { text: reading.text, digits: reading.digits.map((read) => ({ ...read })) },
    model: { name: model.name, version: model.version, sha256: model.sha256 },
    decidedBy,
    image: {
      id: image.id,
      url: `/images/${image.id}`,
      mediaType: image.mediaType,
      width: image.width,
      height: image.height,
    },
    label,
    durationMs,
    createdAt: createdAt.toISOString(),
  };
}

/** The steps of the preprocessing with their pictures, ready to look at. */
export const presentStages = (stages: readonly Stage[]) =>
  stages.map(({ name, reason, picture }) => ({
    name,
    reason,
    picture: toDataUri('image/png', encodePng(picture)),
  }));
