import type { ModelIdentity } from '../prediction.ts';
import { calibrationError, type ReliabilityBin } from '../statistics/calibration.ts';
import { type Belief, believe } from './believe.ts';
import { type ConfidenceBin, calibrationBins, confidenceHistogram } from './calibration-bins.ts';
import { type ConfusionMatrix, confusionMatrix } from './confusion.ts';
import { type Judgement, judge } from './judge.ts';
import { type Stretch, series } from './series.ts';
import { countOf, type DayTally, type Tally } from './tally.ts';

/** Which labels the matrix and the calibration are made of. */
export const bases = ['all', 'sample'] as const;
export type Basis = (typeof bases)[number];

/** How well this installation reads, as far as labels tell. */
export interface AccuracySummary {
  /** All predictions of the span, labelled or not. */
  readonly predictions: number;
  readonly all: Judgement;
  readonly sample: Judgement & {
    /** How many pictures were drawn, labelled or not. */
    readonly drawn: number;
  };
  readonly belief: Belief;
  readonly models: readonly ModelAccuracy[];
  readonly basis: Basis;
  readonly confusion: ConfusionMatrix;
  readonly calibration: { readonly error: number; readonly bins: readonly ReliabilityBin[] };
  readonly histogram: readonly ConfidenceBin[];
  readonly series: readonly Stretch[];
}

export interface ModelAccuracy {
  readonly model: ModelIdentity;
  readonly predictions: number;
  readonly all: Judgement;
  readonly sample: Judgement;
}

/** Everything that `/accuracy` shows, from counts alone. */
export function summariseAccuracy(
  tallies: readonly Tally[],
  days: readonly DayTally[],
  basis: Basis,
): AccuracySummary {
  const sampled = tallies.filter((tally) => tally.sampled);
  const all = judge(tallies);
  const sample = { ...judge(sampled), drawn: countOf(sampled) };
  const based = basis === 'sample' ? sampled : tallies;
  const bins = calibrationBins(based);
  return {
    predictions: countOf(tallies),
    all,
    sample,
    belief: believe(all, sample, sample.drawn),
    models: byModel(tallies),
    basis,
    confusion: confusionMatrix(based),
    calibration: { error: calibrationError(bins), bins },
    histogram: confidenceHistogram(tallies),
    series: series(days),
  };
}

/** The one that read most comes first. */
function byModel(tallies: readonly Tally[]): ModelAccuracy[] {
  const groups = Map.groupBy(tallies, ({ model }) => `${model.sha256} ${model.name} ${model.version}`);
  return [...groups.values()]
    .flatMap((those) => {
      const model = those[0]?.model;
      return model
        ? [
            {
              model,
              predictions: countOf(those),
              all: judge(those),
              sample: judge(those.filter(({ sampled }) => sampled)),
            },
          ]
        : [];
    })
    .sort((a, b) => b.predictions - a.predictions);
}
