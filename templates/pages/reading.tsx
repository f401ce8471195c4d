import type { Prediction } from '../../src/core/prediction.ts';
import type { ReplayedReading } from '../../src/core/replay-store.ts';
import type { LabelEntry, StoredPrediction } from '../../src/core/store.ts';
import { Answer } from '../components/answer.tsx';
import { Correct } from '../components/correct.tsx';
import { Facts } from '../components/facts.tsx';
import { LabelHistory } from '../components/label-history.tsx';
import { ModelReadings } from '../components/model-readings.tsx';
import { Notice, type NoticeProps } from '../components/notice.tsx';
import { type Step, Steps } from '../components/steps.tsx';
import { type HistoryFilter, type HistoryPlace, historyParams, historyUrl } from '../history-url.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';
import { headline } from '../words.ts';

export interface ReadingProps {
  readonly site: Site;
  readonly prediction: StoredPrediction;
  /** From where in the history somebody came: its neighbours are those of the same filter. */
  readonly filter: HistoryFilter;
  readonly place: HistoryPlace;
  readonly newer: string | null;
  readonly older: string | null;
  readonly labels: readonly LabelEntry[];
  /** Every reading of the same picture, this one included, the newest first. */
  readonly readings: readonly StoredPrediction[];
  /** What other models said of it when they were compared. */
  readonly replayed: readonly ReplayedReading[];
  /** What the network saw, when that was asked for: it costs another reading. */
  readonly seen?: SeenProps['seen'] | undefined;
  readonly notice?: NoticeProps | undefined;
}

/** `/history/{id}`: all that is known of one reading, and what can be done with it. */
export function Reading(props: ReadingProps) {
  const { site, prediction, filter, place, labels, readings, replayed, seen, notice } = props;
  const at = historyParams(filter, place);
  return (
    <Layout site={site} title={headline(prediction)} current="history">
      <Neighbours {...props} />
      {notice ? <Notice {...notice} /> : ''}
      <div class="study">
        <section class="panel" aria-label="The answer">
          <Answer prediction={prediction} level="h1" />
          <Correct prediction={prediction} from="history" at={at} />
        </section>
        <section class="panel" aria-labelledby="facts">
          <h2 id="facts">What is remembered</h2>
          <Facts prediction={prediction} />
          <div class="aside">
            <a href={`/predictions/${prediction.id}`}>The same as JSON</a>
            <form method="post" action="/history/delete">
              <input type="hidden" name="id" value={prediction.id} />
              <input type="hidden" name="at" value={at} />
              <button type="submit" class="button small danger">
                Delete this reading
              </button>
            </form>
          </div>
        </section>
      </div>
      <div class="study even">
        <section class="panel" aria-labelledby="said">
          <h2 id="said">What people said</h2>
          <LabelHistory entries={labels} />
        </section>
        <section class="panel" aria-labelledby="readings">
          <h2 id="readings">What every model said</h2>
          <ModelReadings readings={readings} replayed={replayed} current={prediction.id} />
        </section>
      </div>
      <section class="panel seen" id="seen" aria-labelledby="seen-title">
        <h2 id="seen-title">What the network saw</h2>
        {seen ? (
          <Seen prediction={prediction} seen={seen} />
        ) : (
          <p>
            Inkwell finds the ink, and brings it to the size and place that the network knows.{' '}
            <a href={`/history/${prediction.id}?${at === '' ? '' : `${at}&`}explain=1#seen`}>
              Show each step
            </a>
          </p>
        )}
      </section>
    </Layout>
  );
}

/** Back to the page of the history that one came from, and on to the next reading in it. */
function Neighbours({ filter, place, newer, older }: ReadingProps) {
  const within = historyParams(filter) === '' ? '' : ' that matches';
  return (
    <nav class="neighbours" aria-label="Around this reading">
      <a href={historyUrl(filter, place)}>↑ History</a>
      <span class="neighbours-ways">
        {newer === null ? (
          ''
        ) : (
          <a rel="prev" href={historyUrl(filter, place, newer)} aria-label={`Newer reading${within}`}>
            ← Newer
          </a>
        )}
        {older === null ? (
          ''
        ) : (
          <a rel="next" href={historyUrl(filter, place, older)} aria-label={`Older reading${within}`}>
            Older →
          </a>
        )}
      </span>
    </nav>
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
