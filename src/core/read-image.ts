import type { Classification, Classifier, Thresholds } from './classifier.ts';
import { blank, interpret, interpretMultiple, trust } from './interpret.ts';
import type { Prediction } from './prediction.ts';
import type { Candidate, Preprocessed } from './preprocess/index.ts';
import type { Segmentation } from './preprocess/segment.ts';
import { type Path, readSpans } from './read-spans.ts';

/** Numbers of one input. */
const inputLength = 28 * 28;
/** How much the look of the ink counts beside what the network says of it. */
const lookCounts = 0.4;
/** How much of the trust in the best whole another way to see the picture has to reach when it shows several digits. */
const otherShare = 0.9;

/** A prediction, the stage of the model that decided, and the way to see the picture that it was made from. */
export interface Read {
  readonly prediction: Prediction;
  readonly decidedBy: string | null;
  readonly seen: Candidate | null;
  /** 0–1: how much it was taken for writing, and for this writing; 0 when blank. */
  readonly certainty: number;
}

/** All inputs in one piece, as the classifier takes them. */
function join(inputs: readonly Float32Array[]): Float32Array {
  const [only] = inputs;
  if (inputs.length === 1 && only) return only;
  const joined = new Float32Array(inputs.length * inputLength);
  for (const [i, input] of inputs.entries()) joined.set(input, i * inputLength);
  return joined;
}

/** How much more the cut digits have to be trusted than the whole. Digits that stand apart need less than ones that had to be cut. */
function advantage({ glyphs, aspect }: Segmentation, path: Path): number {
  const apart = glyphs >= path.digits.length ? 0.8 : 1.25;
  return aspect > 1.35 ? 0.35 * apart : apart;
}

/** Which candidate the network and its looks speak for. */
function likeliest(candidates: readonly Candidate[], wholes: readonly Classification[]): number {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [i, { likeness }] of candidates.entries()) {
    const trusted = trust(wholes[i] as Classification) * likeness ** lookCounts;
    if (trusted > highest) [best, highest] = [i, trusted];
  }
  return best;
}

/** Lets the network judge every way to see the picture, whole and cut into digits, and answers with the one that it trusts most. */
export async function readImage(
  { candidates }: Preprocessed,
  classifier: Classifier,
  thresholds: Thresholds,
): Promise<Read> {
  if (candidates.length === 0) return { prediction: blank, decidedBy: null, seen: null, certainty: 0 };
  const wholes = await classifier.classify(join(candidates.map(({ input }) => input)), candidates.length);
  const best = likeliest(candidates, wholes);
  const whole = wholes[best] as Classification;
  let highest = trust(whole);
  let answer: Read = {
    prediction: interpret(whole, thresholds),
    decidedBy: whole.decidedBy,
    seen: candidates[best] as Candidate,
    certainty: highest,
  };
  for (const look of best === 0 ? [0] : [best, 0]) {
    const candidate = candidates[look] as Candidate;
    const segmentation = candidate.segment();
    if (segmentation === null) continue;
    const { spans } = segmentation;
    const answers = await classifier.classify(join(spans.map(({ input }) => input)), spans.length);
    const path = readSpans(segmentation, answers);
    if (path === null || path.digits.length < 2) continue;
    const least = Math.max(trust(wholes[look] as Classification), otherShare * highest);
    if (path.mean < 0.4 || path.mean < advantage(segmentation, path) * least) continue;
    answer = {
      prediction: interpretMultiple(path.digits),
      decidedBy: answers[0]?.decidedBy ?? null,
      seen: candidate,
      certainty: path.mean,
    };
    highest = path.mean;
  }
  return answer;
}
