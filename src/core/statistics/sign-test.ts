/**
 * How often chance alone would split so unevenly, or more so: the exact two-sided sign test. Of pairs that differ, as in
 * McNemar's test: answers that another model got right and the first did not, and the other way round.
 *
 * @returns 0–1; 1 when nothing differs
 */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses;
  if (n === 0) return 1;
  const fewer = Math.min(wins, losses);
  // Sums binomial(n, k) / 2^n by logarithms: the numbers themselves would leave the range of doubles.
  let logTerm = -n * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= fewer; k++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(n - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * sum);
}
