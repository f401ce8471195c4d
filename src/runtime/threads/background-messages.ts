import type { Outcome } from '../../core/background.ts';
import {
  type InkwellError,
  MalformedError,
  TooLargeError,
  UnavailableError,
  UndecodableError,
  UnsupportedFormatError,
} from '../../core/errors.ts';
import type { ModelIdentity, Recognition } from '../../core/prediction.ts';

/** Pictures to read, on their way to a background thread. */
export interface Piece {
  readonly pictures: readonly Uint8Array[];
  readonly folder: string;
  readonly explain: boolean;
  readonly urgent: boolean;
}

/** An error by design as plain data: a class does not travel. */
interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly limit?: { readonly setting: string; readonly actual: number; readonly maximum: number };
}

export type PlainOutcome =
  | { readonly recognition: Recognition; readonly durationMs: number }
  | { readonly plain: PlainError };

/** What became of a piece. */
export type PieceResult =
  | { readonly answer: { readonly model: ModelIdentity; readonly outcomes: readonly PlainOutcome[] } }
  | { readonly error: string };

export function packOutcome(outcome: Outcome): PlainOutcome {
  if ('recognition' in outcome) return outcome;
  const { error } = outcome;
  const { code, message } = error;
  if (!(error instanceof TooLargeError)) return { plain: { code, message } };
  return {
    plain: { code, message, limit: { setting: error.limit, actual: error.actual, maximum: error.maximum } },
  };
}

export const unpackOutcome = (outcome: PlainOutcome): Outcome =>
  'plain' in outcome ? { error: unpackError(outcome.plain) } : outcome;

function unpackError({ code, message, limit }: PlainError): InkwellError {
  if (code === 'too-large' && limit)
    return new TooLargeError(message, limit.setting, limit.actual, limit.maximum);
  if (code === 'unsupported-format') return new UnsupportedFormatError(message);
  if (code === 'undecodable') return new UndecodableError(message);
  if (code === 'malformed') return new MalformedError(message);
  return new UnavailableError(message);
}
