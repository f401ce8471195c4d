import type { Classifier, Thresholds } from './classifier.ts';
import type { Decoder } from './decode/index.ts';
import type { ImageLimits } from './image.ts';
import type { ModelIdentity, Recognition } from './prediction.ts';
import { preprocess } from './preprocess/index.ts';
import { readImage } from './read-image.ts';
import { type Timeline, timed } from './trace.ts';

/** Port that the features see: bytes in, answer out. */
export interface Recogniser {
  readonly model: ModelIdentity;
  readonly thresholds: Thresholds;
  /** @throws InkwellError `TooLargeError`, `UnsupportedFormatError`, `UndecodableError` */
  recognise(
    bytes: Uint8Array,
    options?: { explain?: boolean; timeline?: Timeline | undefined },
  ): Promise<Recognition>;
}

export interface PipelineOptions {
  /** Bytes to upright pixels: `createDecoder(codecs)`. */
  readonly decode: Decoder;
  readonly classifier: Classifier;
  readonly limits: ImageLimits;
  /** Overrides of the model's own thresholds. */
  readonly thresholds?: Partial<Thresholds>;
}

/** bytes ──decode──▶ RgbaImage ──preprocess──▶ [n,1,28,28] ──classify──▶ probabilities ──interpret──▶ Recognition */
export function createRecogniser({ decode, classifier, limits, thresholds }: PipelineOptions): Recogniser {
  const bounds: Thresholds = { ...classifier.thresholds, ...thresholds };

  return {
    model: classifier.model,
    thresholds: bounds,
    async recognise(bytes, { explain = false, timeline } = {}) {
      const { mediaType, image } = await timed(timeline, 'decode', () => decode(bytes, limits));
      const { width, height } = image;
      const preprocessed = await timed(timeline, 'preprocess', () => preprocess(image, { explain }));
      const { prediction, decidedBy, seen } = await timed(timeline, 'infer', () =>
        readImage(preprocessed, classifier, bounds),
      );
      const stages = explain && { stages: [...preprocessed.stages, ...(seen?.stages ?? [])] };
      return { ...prediction, model: classifier.model, mediaType, width, height, decidedBy, ...stages };
    },
  };
}
