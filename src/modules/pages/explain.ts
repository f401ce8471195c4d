import type { Step } from '../../../templates/components/steps.tsx';
import { encodePng } from '../../core/encode-png.ts';
import type { Prediction } from '../../core/prediction.ts';
import type { StoredPrediction } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';
import { toDataUri } from '../../http/data-uri.ts';
import { createImages } from '../images/service.ts';

/** What the network saw, found out anew from the stored picture. */
export interface Explanation {
  /** What the present model says: another answer than the stored one when another model gave that. */
  readonly answer: Prediction;
  readonly steps: readonly Step[];
}

/** Reads a stored picture again and keeps every step of the way; nothing is stored. */
export async function explain(
  deps: Pick<AppDeps, 'recogniser' | 'store' | 'clock'>,
  { image }: StoredPrediction,
): Promise<Explanation> {
  const { bytes } = await createImages(deps).bytes(image.id);
  const answer = await deps.recogniser.recognise(bytes, { explain: true });
  const steps = (answer.stages ?? []).map(({ name, reason, picture }) => ({
    name,
    reason,
    width: picture.width,
    height: picture.height,
    src: toDataUri('image/png', encodePng(picture)),
  }));
  return { answer, steps };
}
