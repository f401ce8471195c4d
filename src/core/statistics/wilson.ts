/**
 * The Wilson score interval of a share: where the true share lies with 95 % confidence, right near 0 and 1 too.
 * E. B. Wilson, JASA 22 (1927).
 *
 * @returns `[0, 1]` when nothing was counted
 *
 * @example
 * wilson(118, 120); // [0.941…, 0.995…]
 */
export function wilson(successes: number, total: number, z = 1.959964): [low: number, high: number] {
  if (total === 0) return [0, 1];
  const share = successes / total;
  const squared = z * z;
  const centre = share + squared / (2 * total);
  const reach = z * Math.sqrt((share * (1 - share)) / total + squared / (4 * total * total));
  const scale = 1 / (1 + squared / total);
  return [Math.max(0, (centre - reach) * scale), Math.min(1, (centre + reach) * scale)];
}
