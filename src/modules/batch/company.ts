/** Whoever was answered within so many milliseconds will soon ask again. */
const lingers = 1_000;

/**
 * Notices whether others are being answered meanwhile, by a count of their answers that begins anew now and then. To be asked
 * again and again: what was answered before it was asked for the last time, if that is long ago, is nobody's company.
 *
 * @param now milliseconds
 */
export function createCompany(answers: () => number, now: () => number): () => boolean {
  let known = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    const [count, time] = [answers(), now()];
    const grew = count > (count < known ? 0 : known);
    if (grew && time - askedAt < lingers) until = time + lingers;
    [known, askedAt] = [count, time];
    return time < until;
  };
}
