import type { Classifier } from '../core/classifier.ts';
import { type CascadeOptions, createCascade } from './cascade.ts';
import { verifyModel } from './verify.ts';

export type OnnxClassifierOptions = CascadeOptions;

/**
 * The cascade of a model that was held against its manifest first: lengths and checksums.
 *
 * @throws ModelError when the files are not what the manifest says
 *
 * @example
 * const classifier = await createOnnxClassifier(await readModelFolder('models/inkwell'));
 * const [answer] = await classifier.classify(new Float32Array(28 * 28), 1);
 */
export async function createOnnxClassifier(options: OnnxClassifierOptions): Promise<Classifier> {
  await verifyModel(options.manifest, options.stages);
  return createCascade(options);
}
