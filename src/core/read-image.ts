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

/** Lets the network judge every way to see the picture, whole and cut into digits, and answers with the one that it trusts most. */
export async function readImage(
  { candidates }: Preprocessed,
  classifier: Classifier,
  thresholds: Thresholds,
): Promise<Read> {
  if (candidates.length === 0) return { prediction: blank, decidedBy: null, seen: null, certainty: 0 };
  const wholes = await classifier.classify(join(candidates.map(({ input }) => input)), candidates.length);
  const ways = candidates
    .map((candidate, i) => ({ candidate, whole: wholes[i] as Classification }))
    .map((way) => ({ ...way, trust: trust(way.whole) * way.candidate.likeness ** lookCounts }))
    .sort((a, b) => b.trust - a.trust);
  const [best] = ways as [(typeof ways)[0]];
  const looks = new Set<Candidate>([best.candidate]);
  looks.add(candidates[0] as Candidate);
  let highest = trust(best.whole);
  let answer: Read = {
    prediction: interpret(best.whole, thresholds),
    decidedBy: best.whole.decidedBy,
    seen: best.candidate,
    certainty: highest,
  };
  for (const candidate of looks) {
    const segmentation = candidate.segment();
    if (segmentation === null) continue;
    const { spans } = segmentation;
    const answers = await classifier.classify(join(spans.map(({ input }) => input)), spans.length);
    const path = readSpans(segmentation, answers);
    if (path === null || path.digits.length < 2) continue;
    const whole = trust(wholes[candidates.indexOf(candidate)] as Classification);
    if (path.mean < 0.4 || path.mean < advantage(segmentation, path) * Math.max(whole, otherShare * highest))
      continue;
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
