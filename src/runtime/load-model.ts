import type { Thresholds } from '../core/classifier.ts';
import type { Decoder } from '../core/decode/index.ts';
import type { ImageLimits } from '../core/image.ts';
import { microBatches } from '../core/micro-batches.ts';
import { createRecogniser } from '../core/pipeline.ts';
import type { CascadeOptions } from '../inference/cascade.ts';
import { createOnnxClassifier } from '../inference/onnx-classifier.ts';
import type { LoadedModel } from './model-slot.ts';
import { readModelFolder } from './read-model.ts';
import { readModelCard } from './read-model-card.ts';

export interface ModelOptions {
  readonly decode: Decoder;
  readonly limits: ImageLimits;
  readonly thresholds: Partial<Thresholds>;
  /** ONNX Runtime's, where it is compiled already. */
  readonly wasm?: WebAssembly.Module | undefined;
  /** Given what loads the stages behind the first, see `CascadeOptions`. */
  readonly later?: CascadeOptions['later'];
  /** Told of every run of the networks. */
  readonly observe?: (seconds: number, pictures: number) => void;
}

/** Once the requests that have arrived are read. */
const soon = (run: () => void) => void setImmediate(run);

/**
 * Reads a model's folder and warms its networks.
 *
 * @throws ModelError
 */
export async function loadModel(folder: string, options: ModelOptions): Promise<LoadedModel> {
  const { observe, later } = options;
  const [classifier, card] = await Promise.all([
    readModelFolder(folder, options.wasm).then((files) => createOnnxClassifier({ ...files, later })),
    readModelCard(folder),
  ]);
  return {
    folder,
    recogniser: createRecogniser({ ...options, classifier: microBatches(classifier, { soon, observe }) }),
    card,
    close: () => classifier.close(),
  };
}
