import type { StoredPrediction } from '../../src/core/store.ts';
import { Answer } from '../components/answer.tsx';
import { Correct } from '../components/correct.tsx';
import { took } from '../components/facts.tsx';
import { LiveAnswer } from '../components/live-answer.tsx';
import { Notice, type NoticeProps } from '../components/notice.tsx';
import { ReadingCard } from '../components/reading-card.tsx';
import { UploadForm } from '../components/upload-form.tsx';
import { Layout } from '../layout.tsx';
import type { LiveSources, Site } from '../site.ts';
import { headline } from '../words.ts';

export interface HomeProps {
  readonly site: Site;
  readonly live: LiveSources;
  /** The reading to show beside the form. */
  readonly prediction?: StoredPrediction | undefined;
  /** What went wrong with the last upload, or what went well. */
  readonly notice?: NoticeProps | undefined;
  /** The newest readings, for the strip below. */
  readonly latest: readonly StoredPrediction[];
}

/** `/`: a digit goes in on the left, the answer comes out on the right. */
export function Home({ site, live, prediction, notice, latest }: HomeProps) {
  const title = prediction ? headline(prediction) : 'Read a handwritten digit';
  return (
    <Layout site={site} title={notice?.tone === 'problem' ? notice.title : title} current="read">
      <div class="lead">
        <h1>Write a digit. Inkwell reads it.</h1>
        <p>
          A drawing, a photo or a scan goes in; the digit comes out, with how sure Inkwell is. Every one is
          remembered.
        </p>
      </div>
      <div class="desk">
        <section class="desk-in" aria-label="Your digit">
          <div data-notice-place="">{notice ? <Notice {...notice} /> : ''}</div>
          <UploadForm site={site} live={live} />
          <p class="aside">
            <span>
              A whole folder, or a zip? <a href="/batch">Read many at once</a>
            </span>
          </p>
        </section>
        <section class="desk-out" id="result" aria-label="The answer" tabindex="-1">
          {prediction ? <Result prediction={prediction} /> : <NoResult />}
        </section>
      </div>
      <div data-latest-place="">{latest.length > 0 ? <Latest predictions={latest} /> : ''}</div>
      <LiveAnswer />
      <Disagreement />
    </Layout>
  );
}

function Result({ prediction }: { prediction: StoredPrediction }) {
  return (
    <>
      <Answer prediction={prediction} level="h2" />
      <Correct prediction={prediction} from="read" />
      <p class="aside">
        <span safe>{took(prediction)}</span>
        <span class="aside-links">
          <a href="/">Read another</a>
          <a href={`/history/${prediction.id}?explain=1#seen`}>What the network saw</a>
          <a href={`/history/${prediction.id}`}>All about this one</a>
        </span>
      </p>
    </>
  );
}

/** For when the browser read something else than the server: `assets/script/disagreement.ts` fills it in. */
function Disagreement() {
  return (
    <template data-disagreement="">
      <div class="notice problem" role="alert">
        <p class="notice-title">Your browser and the server disagree</p>
        <p>
          While you drew, your browser said: <strong data-said=""></strong>. What the server says stands
          below, and is kept. Please tell which is right: it helps.
        </p>
      </div>
    </template>
  );
}

function NoResult() {
  return (
    <div class="waiting">
      <Sketch />
      <h2>The answer will stand here</h2>
      <p>
        The digit, how sure Inkwell is of it, and how likely each of the other nine would be. If it is wrong,
        one click says what it really was.
      </p>
    </div>
  );
}

/** What an answer will look like, in outline. */
function Sketch() {
  const widths = [14, 6, 22, 9, 5, 12, 4, 100, 8, 31];
  return (
    <svg class="sketch" viewBox="0 0 320 200" aria-hidden="true" focusable="false">
      <text class="sketch-figure" x="70" y="142" text-anchor="middle">
        ?
      </text>
      {widths.map((width, row) => (
        <>
          <rect class="sketch-rest" x="150" y={14 + row * 18} width="170" height="8" rx="4" />
          <rect class="sketch-share" x="150" y={14 + row * 18} width={width * 1.5} height="8" rx="4" />
        </>
      ))}
    </svg>
  );
}

function Latest({ predictions }: { predictions: readonly StoredPrediction[] }) {
  return (
    <section class="latest" aria-labelledby="latest">
      <div class="section-head">
        <h2 id="latest">Lately read</h2>
        <a href="/history">All readings</a>
      </div>
      <ul class="cards strip">
        {predictions.map((prediction) => (
          <li>
            <ReadingCard prediction={prediction} />
          </li>
        ))}
      </ul>
    </section>
  );
}
