import type { Classifier, Thresholds } from './classifier.ts';
import type { Decoder } from './decode/index.ts';
import type { ImageLimits } from './image.ts';
import { blank, interpret, trust } from './interpret.ts';
import type { ModelIdentity, Prediction, Recognition } from './prediction.ts';
import { type Preprocessed, preprocess } from './preprocess/index.ts';

/** Numbers of one input. */
const inputLength = 28 * 28;

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

/** All inputs in one piece, as the classifier takes them. */
function join(inputs: readonly Float32Array[]): Float32Array {
  const [only] = inputs;
  if (inputs.length === 1 && only) return only;
  const joined = new Float32Array(inputs.length * inputLength);
  for (const [i, input] of inputs.entries()) joined.set(input, i * inputLength);
  return joined;
}

/** Lets the network judge every way to see the picture and answers with the one that it trusts most. */
export async function readImage(
  { candidates }: Preprocessed,
  classifier: Classifier,
  thresholds: Thresholds,
): Promise<Prediction & { decidedBy: string | null }> {
  if (candidates.length === 0) return { ...blank, decidedBy: null };
  const answers = await classifier.classify(join(candidates.map(({ input }) => input)), candidates.length);
  const best = answers.reduce((a, b) => (trust(b) > trust(a) ? b : a));
  return { ...interpret(best, thresholds), decidedBy: best.decidedBy };
}

/** bytes ──decode──▶ RgbaImage ──preprocess──▶ [n,1,28,28] ──classify──▶ probabilities ──interpret──▶ Recognition */
export function createRecogniser({ decode, classifier, limits, thresholds }: PipelineOptions): Recogniser {
  const bounds: Thresholds = { ...classifier.thresholds, ...thresholds };

  return {
    model: classifier.model,
    thresholds: bounds,
    async recognise(bytes, { explain = false } = {}) {
      const { mediaType, image } = await decode(bytes, limits);
      const { width, height } = image;
      const preprocessed = preprocess(image, { explain });
      const prediction = await readImage(preprocessed, classifier, bounds);
      const { stages } = preprocessed;
      return { ...prediction, mediaType, width, height, ...(stages && { stages }) };
    },
  };
}
