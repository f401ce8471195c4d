import type { Classifier, Thresholds } from './classifier.ts';
import type { Decoder } from './decode/index.ts';
import type { ImageLimits } from './image.ts';
import { blank, interpret } from './interpret.ts';
import type { ModelIdentity, Recognition } from './prediction.ts';
import { preprocess } from './preprocess.ts';

/** Port that the features see: bytes in, answer out. */
export interface Recogniser {
  readonly model: ModelIdentity;
  readonly thresholds: Thresholds;
  /** @throws InkwellError `TooLargeError`, `UnsupportedFormatError`, `UndecodableError` */
  recognise(bytes: Uint8Array, options?: { explain?: boolean }): Promise<Recognition>;
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
export function createRecogniser(options: PipelineOptions): Recogniser {
  const { decode, classifier, limits } = options;
  const thresholds = { ...classifier.thresholds, ...options.thresholds };
  return {
    model: classifier.model,
    thresholds,
    async recognise(bytes) {
      const { mediaType, image } = await decode(bytes, limits);
      const { width, height } = image;
      const input = preprocess(image);
      const [classification] = input === null ? [] : await classifier.classify(input, 1);
      const prediction = classification === undefined ? blank : interpret(classification, thresholds);
      return { ...prediction, mediaType, width, height, decidedBy: classification?.decidedBy ?? null };
    },
  };
}
