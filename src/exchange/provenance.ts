import type { ModelIdentity } from '../core/prediction.ts';
import type { IdxSplit } from './idx-split.ts';

/** What is not among the digits, and why. */
export interface LeftOut {
  notADigit: number;
  /** Nothing that the network could see, or no longer readable. */
  noInk: number;
  /** The same 28 × 28 pixels (or the same file, read again), with the same label. */
  sameAgain: number;
  /** The same 28 × 28 pixels with another label; the newest counts. */
  otherLabel: number;
}

interface Told {
  readonly testShare: number;
  readonly model: ModelIdentity;
  readonly filter: Readonly<Record<string, string>>;
}

/** Where the digits come from, as JSON: everything that somebody who gets the files has to know to trust them. */
export function provenance(
  { testShare, model, filter }: Told,
  sides: readonly IdxSplit[],
  leftOut: LeftOut,
  { oldest, newest }: { readonly oldest: Date | null; readonly newest: Date | null },
): string {
  const total = sides.reduce((sum, { size }) => sum + size, 0);
  const told = {
    what: 'Handwritten digits with the labels that people gave them, exported from Inkwell in the format of MNIST',
    pictures: '28 × 28, 8-bit grey, white ink on black, as the network sees them',
    order: 'the newest first',
    images: total,
    sides: Object.fromEntries(
      sides.map(({ name, size, perDigit }) => [name, { images: size, perDigit: [...perDigit] }]),
    ),
    split: {
      testShare,
      rule: 'bytes 8 to 11 of the SHA-256 of the 784 pixels, big-endian, divided by 2^32: below testShare in t10k, else in train',
    },
    leftOut: { ...leftOut },
    filter,
    dates: { oldest: oldest?.toISOString() ?? null, newest: newest?.toISOString() ?? null },
    preparedBy: { name: model.name, version: model.version, sha256: model.sha256 },
    files: sides.flatMap(({ files }) => files),
    licence: null,
    licenceNote: 'None is stated. The pictures belong to those who made them: ask before you pass them on.',
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** How to load the files, for people. */
export const readme = `Handwritten digits in the format of MNIST, exported from Inkwell.

  MNIST/raw/      the four files of MNIST, gzipped
  samples.csv     which picture each of them is
  provenance.json counts, filter, dates, the model, what was left out and why, checksums

PyTorch (torchvision wants the files unpacked):

  gunzip MNIST/raw/*.gz
  train = torchvision.datasets.MNIST('.', train=True)
  test = torchvision.datasets.MNIST('.', train=False)

Keras, NumPy (the way in which Keras reads Fashion-MNIST):

  with gzip.open('MNIST/raw/train-labels-idx1-ubyte.gz') as f:
      y = np.frombuffer(f.read(), np.uint8, offset=8)
  with gzip.open('MNIST/raw/train-images-idx3-ubyte.gz') as f:
      x = np.frombuffer(f.read(), np.uint8, offset=16).reshape(len(y), 28, 28)

Back into Inkwell: bun run inkwell import this.zip
`;
