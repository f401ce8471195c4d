import type { StoredPrediction } from '../../src/core/store.ts';
import { percent } from '../format.ts';
import { statusWords } from '../words.ts';
import { Thumbnail } from './thumbnail.tsx';
import { Verdict } from './verdict.tsx';
import { When } from './when.tsx';

interface ReadingCardProps {
  readonly prediction: StoredPrediction;
  /** Where it leads: the reading itself, unless a filter is to be kept. */
  readonly href?: string;
}

/** One reading as a card of the history: thumbnail, answer, how sure, what a person said, when. */
export function ReadingCard({ prediction, href }: ReadingCardProps) {
  const { id, image, status, digit, confidence, reading, label, createdAt } = prediction;
  const answer = reading?.text ?? (digit === null ? '–' : String(digit));
  const sure = reading
    ? `${reading.digits.length} digits`
    : status === 'ok'
      ? percent(confidence)
      : statusWords[status];
  return (
    <a class={`card ${status}`} href={href ?? `/history/${id}`}>
      <Thumbnail image={image} />
      <span class="card-line">
        <span class="card-figure">
          <span class="unseen">Read as </span>
          <span safe>{answer}</span>
        </span>
        <span class="card-sure" safe>
          {sure}
        </span>
      </span>
      <Verdict digit={digit} label={label} />
      <span class="card-when">
        <When date={createdAt} short />
      </span>
    </a>
  );
}
