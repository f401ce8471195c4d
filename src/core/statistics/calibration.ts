/** An answer: how sure it was, 0–1, and whether it was right. */
export interface Judged {
  readonly confidence: number;
  readonly right: boolean;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means over the bin; 0 when it is empty. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** Answers of like confidence together: are those of 0.9 right nine times in ten? */
export function reliability(answers: readonly Judged[], bins = 15): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, i) => {
    const inside = answers.filter(
      ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === i,
    );
    const count = inside.length;
    const sum = inside.reduce((total, { confidence }) => total + confidence, 0);
    const right = inside.filter((answer) => answer.right).length;
    return {
      from: i / bins,
      to: (i + 1) / bins,
      count,
      confidence: count === 0 ? 0 : sum / count,
      accuracy: count === 0 ? 0 : right / count,
    };
  });
}

/**
 * Expected calibration error: how far confidence and accuracy lie apart, weighted by how many answers each bin holds.
 * Guo et al., "On calibration of modern neural networks" (2017).
 *
 * @returns 0–1; 0 when there are no answers
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 0;
  return bins.reduce(
    (sum, { count, confidence, accuracy }) => sum + (count / total) * Math.abs(confidence - accuracy),
    0,
  );
}

/** The same of single answers, see `calibrationError`. */
export const expectedCalibrationError = (answers: readonly Judged[], bins = 15): number =>
  calibrationError(reliability(answers, bins));
