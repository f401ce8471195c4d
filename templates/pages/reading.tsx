import type { StoredPrediction } from '../../src/core/store.ts';
import { Answer } from '../components/answer.tsx';
import { Correct } from '../components/correct.tsx';
import { Facts } from '../components/facts.tsx';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';
import { headline } from '../words.ts';

/** `/history/{id}`: all that is known of one reading, and what can be done with it. */
export function Reading({ site, prediction }: { site: Site; prediction: StoredPrediction }) {
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
    </Layout>
  );
}
