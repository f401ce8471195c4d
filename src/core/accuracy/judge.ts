import { notADigit } from '../prediction.ts';
import { type Share, shareOf } from '../statistics/share.ts';
import { countOf, type Tally } from './tally.ts';

/** How well labelled pictures were read. The same terms as `bun run evaluate`. */
export interface Judgement {
  /** How many pictures with a label were judged. */
  readonly labelled: number;
  /** Digits that were read rightly, best guesses included, of all pictures of one digit. */
  readonly digits: Share;
  /** Right ones of all that Inkwell stood by (`ok`); what is no digit counts as wrong. */
  readonly standing: Share;
  /** What is no digit and was not taken for one (`blank` or `unsure`). */
  readonly nonDigits: Share;
  /** Digits that were answered `blank` or `unsure`, of all pictures of one digit. */
  readonly refused: Share;
}

const refused = ({ status }: Tally): boolean => status === 'unsure' || status === 'blank';
const rightDigit = ({ digit, label }: Tally): boolean => digit !== null && digit === label;

/** Judges what has a label among the tallies; the rest is let be. */
export function judge(tallies: readonly Tally[]): Judgement {
  const labelled = tallies.filter(({ label }) => label !== null);
  const digits = labelled.filter(({ label }) => label !== notADigit);
  const nonDigits = labelled.filter(({ label }) => label === notADigit);
  const standing = labelled.filter(({ status }) => status === 'ok');
  return {
    labelled: countOf(labelled),
    digits: shareThat(digits, rightDigit),
    standing: shareThat(standing, rightDigit),
    nonDigits: shareThat(nonDigits, refused),
    refused: shareThat(digits, refused),
  };
}

const shareThat = (tallies: readonly Tally[], right: (tally: Tally) => boolean): Share =>
  shareOf(countOf(tallies.filter(right)), countOf(tallies));
