import type { Prediction } from '../../src/core/prediction.ts';
import type { StoredPrediction } from '../../src/core/store.ts';
import { Answer } from '../components/answer.tsx';
import { Correct } from '../components/correct.tsx';
import { Facts } from '../components/facts.tsx';
import { type Step, Steps } from '../components/steps.tsx';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';
import { headline } from '../words.ts';

export interface ReadingProps {
  readonly site: Site;
  readonly prediction: StoredPrediction;
  /** What the network saw, when that was asked for: it costs another reading. */
  readonly seen?: SeenProps['seen'] | undefined;
}

/** `/history/{id}`: all that is known of one reading, and what can be done with it. */
export function Reading({ site, prediction, seen }: ReadingProps) {
  return (
    <Layout site={site} title={headline(prediction)} current="history">
      <p class="back">
        <a href="/history">← History</a>
      </p>
      <div class="study">
        <section class="panel" aria-label="The answer">
          <Answer prediction={prediction} level="h1" />
          <Correct prediction={prediction} from="history" />
        </section>
        <section class="panel" aria-labelledby="facts">
          <h2 id="facts">What is remembered</h2>
          <Facts prediction={prediction} />
          <p class="aside">
            <a href={`/predictions/${prediction.id}`}>The same as JSON</a>
          </p>
          <details class="delete">
            <summary>Delete this reading…</summary>
            <p>
              The answer is removed for good, and with it the picture and its true digit, unless another
              reading shows the same picture. This cannot be undone.
            </p>
            <form method="post" action={`/history/${prediction.id}/delete`}>
              <button type="submit" class="button danger">
                Delete for good
              </button>
            </form>
          </details>
        </section>
      </div>
      <section class="panel seen" id="seen" aria-labelledby="seen-title">
        <h2 id="seen-title">What the network saw</h2>
        {seen ? (
          <Seen prediction={prediction} seen={seen} />
        ) : (
          <p>
            Inkwell finds the ink, and brings it to the size and place that the network knows.{' '}
            <a href={`/history/${prediction.id}?explain=1#seen`}>Show each step</a>
          </p>
        )}
      </section>
    </Layout>
  );
}

interface SeenProps {
  readonly prediction: StoredPrediction;
  readonly seen: { readonly answer: Prediction; readonly steps: readonly Step[] };
}

function Seen({ prediction, seen: { answer, steps } }: SeenProps) {
  const again = headline(answer);
  return (
    <>
      {again === headline(prediction) ? (
        <p>Read again just now, with the same answer, step by step:</p>
      ) : (
        <p>
          Read again just now, with another answer: <strong safe>{again}</strong>.
        </p>
      )}
      {steps.length > 0 ? <Steps steps={steps} /> : <p>The model tells no steps for this picture.</p>}
    </>
  );
}
