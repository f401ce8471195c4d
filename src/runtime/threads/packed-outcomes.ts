import type { Outcome } from '../../core/background.ts';
import {
  type InkwellError,
  MalformedError,
  TooLargeError,
  UnavailableError,
  UndecodableError,
  UnsupportedFormatError,
} from '../../core/errors.ts';
import { mediaTypes } from '../../core/image.ts';
import { type Digit, type ModelIdentity, type Recognition, statuses } from '../../core/prediction.ts';

/**
 * Outcomes on their way between threads: plain answers as columns of numbers, which travel without being taken apart. As
 * objects each costs 1.2 µs a hop.
 */
export interface PackedOutcomes {
  readonly count: number;
  /** Of each picture: confidence, milliseconds, width, height, ten probabilities. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Of each picture: its status, digit, media type and deciding stage by their places in lists; 255 is none. */
  readonly codes: Uint8Array<ArrayBuffer>;
  /** The stages that decided. */
  readonly stages: readonly string[];
  /** What is not plain, by its place: errors, several digits, the steps of the preprocessing. */
  readonly others: ReadonlyMap<number, PlainOutcome>;
}

/** An error by design as plain data: a class does not travel. */
interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly limit?: { readonly setting: string; readonly actual: number; readonly maximum: number };
}

type PlainOutcome = Extract<Outcome, { recognition: unknown }> | { readonly plain: PlainError };

const numbersEach = 4 + 10;
const codesEach = 4;
const none = 255;

/** @param outcomes all by the same model */
export function packOutcomes(outcomes: readonly Outcome[]): PackedOutcomes {
  const numbers = new Float64Array(outcomes.length * numbersEach);
  const codes = new Uint8Array(outcomes.length * codesEach);
  const stages: string[] = [];
  const others = new Map<number, PlainOutcome>();

  function stageCode(name: string): number {
    const known = stages.indexOf(name);
    return known === -1 ? stages.push(name) - 1 : known;
  }

  for (const [i, outcome] of outcomes.entries()) {
    if ('error' in outcome) {
      others.set(i, { plain: packError(outcome.error) });
      continue;
    }
    const { recognition, durationMs } = outcome;
    if (recognition.reading !== null || recognition.stages) {
      others.set(i, outcome);
      continue;
    }
    const { confidence, width, height, status, digit, mediaType, decidedBy } = recognition;
    const at = i * numbersEach;
    numbers[at] = confidence;
    numbers[at + 1] = durationMs;
    numbers[at + 2] = width;
    numbers[at + 3] = height;
    for (let d = 4; d < numbersEach; d++) numbers[at + d] = recognition.probabilities[d - 4] ?? 0;
    const codeAt = i * codesEach;
    codes[codeAt] = statuses.indexOf(status);
    codes[codeAt + 1] = digit ?? none;
    codes[codeAt + 2] = mediaTypes.indexOf(mediaType);
    codes[codeAt + 3] = decidedBy === null ? none : stageCode(decidedBy);
  }
  return { count: outcomes.length, numbers, codes, stages, others };
}

/** The memory that can go on with a message. */
export const memoryOfOutcomes = ({ numbers, codes }: PackedOutcomes): ArrayBuffer[] => [
  numbers.buffer,
  codes.buffer,
];

/** @param model whose answers they are */
export function unpackOutcomes(packed: PackedOutcomes, model: ModelIdentity): Outcome[] {
  return Array.from({ length: packed.count }, (_, i) => {
    const other = packed.others.get(i);
    if (!other) return unpackPlain(packed, i, model);
    return 'plain' in other ? { error: unpackError(other.plain) } : other;
  });
}

function unpackPlain({ numbers, codes, stages }: PackedOutcomes, i: number, model: ModelIdentity): Outcome {
  const at = i * numbersEach;
  const codeAt = i * codesEach;
  const probabilities: number[] = [];
  for (let d = 4; d < numbersEach; d++) probabilities.push(numbers[at + d] ?? 0);
  const digit = codes[codeAt + 1] ?? none;
  const recognition: Recognition = {
    status: statuses[codes[codeAt] ?? none] ?? 'unsure',
    digit: digit === none ? null : (digit as Digit),
    confidence: numbers[at] ?? 0,
    probabilities,
    reading: null,
    model,
    mediaType: mediaTypes[codes[codeAt + 2] ?? none] ?? 'image/png',
    width: numbers[at + 2] ?? 0,
    height: numbers[at + 3] ?? 0,
    decidedBy: stages[codes[codeAt + 3] ?? none] ?? null,
  };
  return { recognition, durationMs: numbers[at + 1] ?? 0 };
}

function packError(error: InkwellError): PlainError {
  const { code, message } = error;
  if (!(error instanceof TooLargeError)) return { code, message };
  return { code, message, limit: { setting: error.limit, actual: error.actual, maximum: error.maximum } };
}

function unpackError({ code, message, limit }: PlainError): InkwellError {
  if (code === 'too-large' && limit)
    return new TooLargeError(message, limit.setting, limit.actual, limit.maximum);
  if (code === 'unsupported-format') return new UnsupportedFormatError(message);
  if (code === 'undecodable') return new UndecodableError(message);
  if (code === 'malformed') return new MalformedError(message);
  return new UnavailableError(message);
}
