import type { Classifier } from '../core/classifier.ts';
import type { Decoder } from '../core/decode/index.ts';
import type { ImageLimits } from '../core/image.ts';
import { preprocess } from '../core/preprocess/index.ts';
import { readImage } from '../core/read-image.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { Sample } from './sample.ts';

export interface MeasureOptions {
  readonly decode: Decoder;
  readonly classifier: Classifier;
  readonly limits: ImageLimits;
  /** Called after each sample with the number done. */
  readonly progress?: (done: number) => void;
}

/** Reads every sample with the same code as the service, one after the other, and takes the time from the bytes to the answer. */
export async function measure(
  samples: readonly Sample[],
  { decode, classifier, limits, progress }: MeasureOptions,
): Promise<{ outcomes: Outcome[]; failures: Failure[] }> {
  const outcomes: Outcome[] = [];
  const failures: Failure[] = [];
  for (const [i, { name, label, source, load }] of samples.entries()) {
    try {
      const loaded = await load();
      const begin = performance.now();
      const image = loaded instanceof Uint8Array ? (await decode(loaded, limits)).image : loaded;
      const { prediction, decidedBy, seen, certainty } = await readImage(
        preprocess(image),
        classifier,
        classifier.thresholds,
      );
      const milliseconds = performance.now() - begin;
      const answer = prediction.reading?.text ?? (prediction.digit === null ? '' : String(prediction.digit));
      const { status, confidence } = prediction;
      outcomes.push({
        name,
        label,
        source,
        status,
        answer,
        confidence,
        certainty,
        decidedBy,
        milliseconds,
        input: seen?.input ?? null,
      });
    } catch (error) {
      failures.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
    progress?.(i + 1);
  }
  return { outcomes, failures };
}
