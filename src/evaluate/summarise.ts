import { type Status, statuses } from '../core/prediction.ts';
import { auroc } from '../core/statistics/auroc.ts';
import {
  expectedCalibrationError,
  type ReliabilityBin,
  reliability,
} from '../core/statistics/calibration.ts';
import { percentile } from '../core/statistics/percentile.ts';
import { type Share, shareOf } from '../core/statistics/share.ts';
import { type Failure, isDigit, isRight, type Outcome } from './outcome.ts';

/** Everything that `bun run evaluate` prints. */
export interface Summary {
  readonly samples: number;
  readonly failures: readonly Failure[];
  /** Single digits read rightly, whatever the status. */
  readonly digits: Share;
  /** Of the single digits answered `ok`, those that are right. */
  readonly standing: Share;
  /** Pictures of several digits whose whole text is right. */
  readonly numbers: Share;
  /** What is no digit and was answered `blank` or `unsure`. */
  readonly none: Share;
  /** Digits that were answered `blank` or `unsure`, of all single digits. */
  readonly refused: Share;
  readonly sources: readonly { readonly source: string; readonly result: Share }[];
  readonly statuses: Readonly<Record<Status, number>>;
  /** `confusion[label][answer]`; the eleventh answer is any other: blank, several digits. */
  readonly confusion: readonly (readonly number[])[];
  readonly calibration: { readonly error: number; readonly bins: readonly ReliabilityBin[] };
  /** Digits against what is none, by certainty; `null` when either is missing. */
  readonly auroc: number | null;
  readonly latency: { readonly median: number; readonly p95: number };
  readonly decidedBy: Readonly<Record<string, number>>;
}

const shareThat = (outcomes: readonly Outcome[], right: (outcome: Outcome) => boolean): Share =>
  shareOf(outcomes.filter(right).length, outcomes.length);

/** Figures of many outcomes. */
export function summarise(outcomes: readonly Outcome[], failures: readonly Failure[] = []): Summary {
  const digits = outcomes.filter(isDigit);
  const none = outcomes.filter(({ label }) => label === 'none');
  const refused = ({ status }: Outcome): boolean => status === 'blank' || status === 'unsure';
  const confusion = Array.from({ length: 10 }, () => new Array<number>(11).fill(0));
  for (const { label, answer } of digits) {
    const row = confusion[Number(label)];
    const column = /^\d$/.test(answer) ? Number(answer) : 10;
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  const judged = digits
    .filter(({ answer }) => answer.length === 1)
    .map((outcome) => ({ confidence: outcome.confidence, right: isRight(outcome) }));
  const times = outcomes.map(({ milliseconds }) => milliseconds);
  const bySource = Map.groupBy(outcomes, ({ source }) => source);
  const byStage = Map.groupBy(outcomes, ({ decidedBy }) => decidedBy ?? 'no network');
  return {
    samples: outcomes.length,
    failures,
    digits: shareThat(digits, isRight),
    standing: shareThat(
      digits.filter(({ status }) => status === 'ok'),
      isRight,
    ),
    numbers: shareThat(
      outcomes.filter(({ label }) => /^\d{2,}$/.test(label)),
      isRight,
    ),
    none: shareThat(none, isRight),
    refused: shareThat(digits, refused),
    sources:
      bySource.size < 2
        ? []
        : Array.from(bySource, ([source, those]) => ({ source, result: shareThat(those, isRight) })),
    statuses: Object.fromEntries(
      statuses.map((status) => [status, outcomes.filter((outcome) => outcome.status === status).length]),
    ) as Record<Status, number>,
    confusion,
    calibration: { error: expectedCalibrationError(judged), bins: reliability(judged) },
    auroc: auroc(
      digits.map(({ certainty }) => certainty),
      none.map(({ certainty }) => certainty),
    ),
    latency: { median: percentile(times, 0.5), p95: percentile(times, 0.95) },
    decidedBy: Object.fromEntries(Array.from(byStage, ([stage, those]) => [stage, those.length])),
  };
}
