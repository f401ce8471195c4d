/**
 * The value that a share of the numbers does not exceed (nearest rank).
 *
 * @param share 0–1, e.g. 0.95
 * @returns 0 when there are no numbers
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
