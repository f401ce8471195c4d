import { sha256 } from '@noble/hashes/sha2.js';
import { type Digit, type ModelIdentity, notADigit } from '../core/prediction.ts';
import type { Scratch } from '../core/scratch.ts';
import type { StoredPrediction } from '../core/store.ts';
import { csvLine } from './csv.ts';
import { createDigestMap } from './digest-map.ts';
import { counting, type ExportSource, lookAtAll, oncePerPicture, withPictures } from './export-rows.ts';
import { createIdxSplit, type IdxSplit, splitOf, splits } from './idx-split.ts';
import { type LeftOut, provenance, readme } from './provenance.ts';
import { gather } from './streams.ts';
import { writeZip, type ZipFile } from './zip-writer.ts';

export interface IdxOptions {
  /** Which share is for testing, 0–1. MNIST's own is one in seven. */
  readonly testShare: number;
  /** Whose eyes `look` has. */
  readonly model: ModelIdentity;
  /** The filter as it was asked for, to be told. */
  readonly filter: Readonly<Record<string, string>>;
}

/**
 * The labelled digits in the four files of MNIST, in a zip: 28 × 28 as the network sees them, each picture once, split by its
 * pixels, the same data always the same bytes. With them a list of what is where (`samples.csv`), a `provenance.json` and a
 * `README.txt`.
 *
 * The list goes out while the pictures are prepared, so that whoever waits sees bytes coming.
 */
export async function* exportIdx(
  source: ExportSource,
  options: IdxOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { openScratch } = source;
  const scratches: Scratch[] = [];
  try {
    const sides: IdxSplit[] = [];
    for (const name of splits) {
      const [pixels, labels] = [await openScratch(), await openScratch()];
      scratches.push(pixels, labels);
      sides.push(createIdxSplit(name, pixels, labels));
    }
    yield* writeZip(files(source, options, sides), openScratch);
  } finally {
    for (const scratch of scratches) await scratch.close();
  }
}

async function* files(
  source: ExportSource,
  options: IdxOptions,
  sides: readonly IdxSplit[],
): AsyncGenerator<ZipFile> {
  const leftOut: LeftOut = { notADigit: 0, noInk: 0, sameAgain: 0, otherLabel: 0 };
  const times = { oldest: null as Date | null, newest: null as Date | null };
  yield { name: 'samples.csv', content: gather(samples(source, options, sides, leftOut, times)) };
  for (const side of sides)
    for (const { name, content } of side.contents()) yield { name: folder + name, content };
  const text = new TextEncoder();
  yield { name: 'provenance.json', content: text.encode(provenance(options, sides, leftOut, times)) };
  yield { name: 'README.txt', content: text.encode(readme) };
}

/** Where torchvision looks for them: `MNIST(root)` in `root/MNIST/raw`. */
const folder = 'MNIST/raw/';

const columns = ['file', 'index', 'label', 'prediction_id', 'sha256', 'created_at'];

/** Sorts the pictures into the two sides and tells, a line each, what came where. */
async function* samples(
  source: ExportSource,
  { testShare }: IdxOptions,
  sides: readonly IdxSplit[],
  leftOut: LeftOut,
  times: { oldest: Date | null; newest: Date | null },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const known = createDigestMap();
  yield encoder.encode(csvLine(columns));
  const digits = labelledDigits(counting(source.predictions, source.onProgress), leftOut);
  const pictures = oncePerPicture(digits, () => leftOut.sameAgain++);
  const seen = lookAtAll(withPictures(pictures, source.imageBytes), source.look);
  for await (const { prediction, pixels } of seen) {
    const { id, label, image, createdAt } = prediction;
    if (pixels === null) {
      leftOut.noInk++;
      continue;
    }
    const digest = sha256(pixels);
    const before = known.add(digest, label);
    if (before !== null) {
      leftOut[before === label ? 'sameAgain' : 'otherLabel']++;
      continue;
    }
    const name = splitOf(digest, testShare);
    const side = sides.find((one) => one.name === name) as IdxSplit;
    await side.add(pixels, label);
    times.newest ??= createdAt;
    times.oldest = createdAt;
    const row = [name, side.size - 1, label, id, image.sha256, createdAt.toISOString()];
    yield encoder.encode(csvLine(row));
  }
}

type LabelledDigit = StoredPrediction & { readonly label: Digit };

/** The predictions of what somebody labelled as a digit. */
async function* labelledDigits(
  predictions: AsyncIterable<StoredPrediction>,
  leftOut: LeftOut,
): AsyncGenerator<LabelledDigit> {
  for await (const prediction of predictions) {
    const { label } = prediction;
    if (label === notADigit) leftOut.notADigit++;
    else if (label !== null) yield { ...prediction, label };
  }
}
