import { isRight } from '../../src/core/accuracy/is-right.ts';
import { type Label, notADigit } from '../../src/core/prediction.ts';
import type { ComparedAnswer, ReplayAnswer } from '../../src/core/replay/replay.ts';
import { percent } from '../format.ts';
import { statusWords } from '../words.ts';
import { Thumbnail } from './thumbnail.tsx';

/** An answer that changed: thumbnail, before → after, and what it truly is. */
export function ChangeCard({
  change: { predictionId, image, label, before, after },
}: {
  change: ReplayAnswer;
}) {
  return (
    <a class="card change" href={`/history/${predictionId}`}>
      <Thumbnail image={image} />
      <span class="change-line">
        <Side answer={before} says="Before" />
        <span class="change-arrow" aria-hidden="true">
          →
        </span>
        <Side answer={after} says="after" />
      </span>
      {label === null ? '' : <Judged label={label} before={before} after={after} />}
    </a>
  );
}

function Side({ answer, says }: { answer: ComparedAnswer; says: string }) {
  const { status, digit, text, confidence } = answer;
  const figure = text ?? (digit === null ? '–' : String(digit));
  return (
    <span class={`change-side ${status}`}>
      <span class="card-figure">
        <span class="unseen" safe>{`${says} `}</span>
        <span safe>{figure}</span>
      </span>
      <span class="card-sure" safe>
        {status === 'ok' ? percent(confidence) : statusWords[status]}
      </span>
    </span>
  );
}

function Judged({ label, before, after }: { label: Label; before: ComparedAnswer; after: ComparedAnswer }) {
  const was = isRight(before, label);
  const is = isRight(after, label);
  const truth = label === notADigit ? 'no digit' : String(label);
  if (!was && is)
    return (
      <span class="verdict right" safe>
        {`Now right: ${truth}`}
      </span>
    );
  if (was && !is)
    return (
      <span class="verdict wrong" safe>
        {`Now wrong: ${truth}`}
      </span>
    );
  return (
    <span class="verdict" safe>
      {`${is ? 'Right both times' : 'Wrong both times'}: ${truth}`}
    </span>
  );
}
