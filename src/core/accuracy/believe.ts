import type { Judgement } from './judge.ts';

/** Which of two figures to believe, and why, in a plain sentence. */
export interface Belief {
  readonly which: 'sample' | 'all' | 'neither';
  readonly why: string;
}

/** The fewest labels of a sample that say something: its interval is then about ±10 points at 90 %. */
const enough = 30;
/** How much of a drawn sample may be unlabelled before the rest decides too much. */
const mostMissing = 0.1;

/**
 * Labels come from people who look because something is wrong, so all labels together make the service look worse (or, where
 * only easy ones get confirmed, better) than it is. Of a random sample chance alone decides.
 *
 * @param drawn how many pictures the sample has, labelled or not
 */
export function believe(all: Judgement, sample: Judgement, drawn: number): Belief {
  if (all.labelled === 0)
    return { which: 'neither', why: 'Nothing has a label yet, so nothing can be said.' };
  const bias = 'people tend to look where something seems wrong';
  if (sample.labelled === 0)
    return {
      which: 'all',
      why: `There is only the figure of all labels. Take it with care: who labels chooses, and ${bias}. A random sample would tell.`,
    };
  if (sample.labelled < enough)
    return {
      which: 'all',
      why: `The random sample has ${sample.labelled} ${sample.labelled === 1 ? 'label' : 'labels'}, too few to say much; from ${enough} on it is the one to believe. Until then take the figure of all labels with care: ${bias}.`,
    };
  const missing = drawn - sample.labelled;
  if (missing > drawn * mostMissing)
    return {
      which: 'sample',
      why: `Believe the random sample, when it is finished: chance chose its pictures, but ${missing} of its ${drawn} have no label yet, and those left for later are often the hard ones.`,
    };
  return {
    which: 'sample',
    why: `Believe the random sample: chance chose its pictures. Among all labels ${bias}, ${difference(all, sample)}.`,
  };
}

function difference({ digits: all }: Judgement, { digits: sample }: Judgement): string {
  if (all.interval[1] < sample.interval[0]) return 'which makes Inkwell look worse than it is';
  if (all.interval[0] > sample.interval[1])
    return 'yet here they make Inkwell look better than it is: the hard ones were passed over';
  return 'though here the two differ by no more than chance';
}
