import type { ConfusionAnswer } from '../../src/core/accuracy/confusion.ts';
import type { Judgement } from '../../src/core/accuracy/judge.ts';
import type { AccuracySummary, Basis } from '../../src/core/accuracy/summarise.ts';
import type { Label } from '../../src/core/prediction.ts';
import type { Share } from '../../src/core/statistics/share.ts';
import { Calibration } from '../charts/calibration.tsx';
import { Confusion } from '../charts/confusion.tsx';
import { Histogram } from '../charts/histogram.tsx';
import { floorOf, Interval } from '../charts/interval.tsx';
import { ConfidenceOverTime, Volume } from '../charts/over-time.tsx';
import { AccuracyFilters, BasisChips } from '../components/accuracy-filters.tsx';
import { Logo } from '../components/logo.tsx';
import { count, share as inWords, shareRange } from '../format.ts';
import { historyUrl } from '../history-url.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

/** What of the readings is judged, as it stands in the address: days as `2026-11-23`, both included. */
export interface AccuracyQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly model?: string | undefined;
  readonly basis: Basis;
}

export interface AccuracyProps {
  readonly site: Site;
  readonly summary: AccuracySummary;
  readonly query: AccuracyQuery;
  /** Versions that can be chosen. */
  readonly versions: readonly string[];
  readonly today: Date;
}

/** `/accuracy`: how well this installation reads, as far as labels tell. */
export function Accuracy({ site, summary, query, versions, today }: AccuracyProps) {
  const unused = summary.predictions === 0;
  const filtered = query.from ?? query.to ?? query.model;
  return (
    <Layout site={site} title="Accuracy" current="accuracy">
      <div class="lead">
        <h1>Accuracy</h1>
        <p>How well Inkwell reads here, by the labels that people gave. Days are UTC.</p>
      </div>
      {unused && filtered === undefined ? (
        <NothingRead />
      ) : (
        <>
          <AccuracyFilters query={query} versions={versions} today={today} />
          {unused ? <NothingThen /> : <Figures summary={summary} query={query} />}
        </>
      )}
    </Layout>
  );
}

function Figures({ summary, query }: Pick<AccuracyProps, 'summary' | 'query'>) {
  const labelled = summary.all.labelled > 0;
  return (
    <>
      {labelled ? <Believed summary={summary} /> : <NoLabels summary={summary} />}
      {labelled ? (
        <section class="panel matrix" aria-labelledby="confusion">
          <h2 id="confusion">What is taken for what?</h2>
          <p class="chart-hint" safe>
            {`Rows say what pictures truly show, columns what was answered, ${basisWords(summary.basis)}. Click a number to see its pictures.`}
          </p>
          <BasisChips query={query} />
          <Confusion
            confusion={summary.confusion}
            cellUrl={(label, answer) => cellUrl(query, label, answer)}
          />
        </section>
      ) : (
        ''
      )}
      <div class="charts">
        {labelled ? <Calibration calibration={summary.calibration} /> : ''}
        <Histogram histogram={summary.histogram} />
        <Volume series={summary.series} />
        <ConfidenceOverTime series={summary.series} />
      </div>
      {labelled && summary.models.length > 0 ? <Versions models={summary.models} /> : ''}
    </>
  );
}

const basisWords = (basis: Basis) => (basis === 'sample' ? 'in the random sample' : 'among all labels');

/** The two figures beside each other, and which of them to believe. */
function Believed({ summary }: Pick<AccuracyProps, 'summary'>) {
  const { all, sample, belief } = summary;
  const floor = floorOf([all.digits, sample.digits]);
  return (
    <section class="panel believed" aria-labelledby="believe">
      <h2 id="believe">How often is it right?</h2>
      <div class="believed-figures">
        <BigFigure
          title="Random sample"
          judgement={sample}
          floor={floor}
          chosen={belief.which === 'sample'}
          note={`${count(sample.labelled)} of ${count(sample.drawn)} drawn pictures have a label`}
        />
        <BigFigure
          title="All labels"
          judgement={all}
          floor={floor}
          chosen={belief.which === 'all'}
          note={`${count(all.labelled)} of ${count(summary.predictions)} readings have a label`}
        />
      </div>
      <p class="belief">
        <span safe>{belief.why}</span>{' '}
        {belief.which === 'sample' && sample.labelled === sample.drawn ? (
          ''
        ) : (
          <a href="/review?mode=sample">Label a random sample</a>
        )}
      </p>
      <Judgements sample={sample} all={all} />
    </section>
  );
}

interface BigFigureProps {
  readonly title: string;
  readonly judgement: Judgement;
  readonly floor: number;
  readonly chosen: boolean;
  readonly note: string;
}

function BigFigure({ title, judgement: { digits }, floor, chosen, note }: BigFigureProps) {
  return (
    <div class={chosen ? 'big-figure chosen' : 'big-figure'}>
      <h3>
        <span safe>{title}</span>
        {chosen ? <span class="verdict right">believe this one</span> : ''}
      </h3>
      <p class="big-share" safe>
        {digits.total === 0 ? '–' : inWords(digits.share)}
      </p>
      <Interval share={digits} floor={floor} />
      <p class="big-note" safe>
        {digits.total === 0 ? 'No digit has a label yet' : `95% sure: ${between(digits)}`}
      </p>
      <p class="big-note" safe>
        {note}
      </p>
    </div>
  );
}

const measures = [
  ['digits', 'Digits read rightly', 'best guesses included'],
  ['standing', 'Right, of what it stood by', 'answers that were not “unsure”'],
  ['nonDigits', 'Not taken for a digit', 'of what truly is none'],
  ['refused', 'Digits not decided', 'answered “unsure” or “blank”'],
] as const;

function Judgements({ sample, all }: { sample: Judgement; all: Judgement }) {
  return (
    <section class="wide-table" aria-label="All figures with their intervals" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Share</th>
            <th scope="col" class="number">
              Random sample
            </th>
            <th scope="col" class="number">
              All labels
            </th>
          </tr>
        </thead>
        <tbody>
          {measures.map(([key, title, note]) => (
            <tr>
              <th scope="row">
                <span>{title}</span>
                <span class="row-note">{note}</span>
              </th>
              <ShareCell share={sample[key]} />
              <ShareCell share={all[key]} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A share with its interval and what it was counted from. */
function ShareCell({ share }: { share: Share }) {
  if (share.total === 0) return <td class="number">–</td>;
  return (
    <td class="number">
      <strong safe>{inWords(share.share)}</strong>
      <span class="row-note" safe>
        {between(share)}
      </span>
      <span class="row-note" safe>
        {`${count(share.right)} of ${count(share.total)}`}
      </span>
    </td>
  );
}

function Versions({ models }: Pick<AccuracySummary, 'models'>) {
  const floor = floorOf(models.map(({ all }) => all.digits));
  return (
    <section class="panel versions" aria-labelledby="versions">
      <h2 id="versions">Which model reads better?</h2>
      <p class="chart-hint">
        Digits read rightly, by the model that read them. Unless they read the same pictures the comparison is
        a rough one: <a href="/models">replay</a> stored pictures through another model for an exact one.
      </p>
      <section class="wide-table" aria-label="Accuracy by model" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="number wide-only">
                Readings
              </th>
              <th scope="col" class="number">
                Random sample
              </th>
              <th scope="col" class="number">
                All labels
              </th>
              <th scope="col" class="wide-only">
                <span class="unseen">All labels, drawn</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map(({ model, predictions, all, sample }) => (
              <tr>
                <th scope="row">
                  <a href={`/history?model=${encodeURIComponent(model.version)}`} safe>
                    {`${model.name} ${model.version}`}
                  </a>
                </th>
                <td class="number wide-only" safe>
                  {count(predictions)}
                </td>
                <ShareCell share={sample.digits} />
                <ShareCell share={all.digits} />
                <td class="wide-only">
                  <Interval share={all.digits} floor={floor} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function NoLabels({ summary }: Pick<AccuracyProps, 'summary'>) {
  return (
    <div class="empty">
      <h2>Nobody has said yet what is right</h2>
      <p safe>
        {`${count(summary.predictions)} ${summary.predictions === 1 ? 'picture was' : 'pictures were'} read, none of them has a label. Label some in Review: thirty of a random sample already tell much.`}
      </p>
      <a class="button primary" href="/review?mode=sample">
        Label a random sample
      </a>
    </div>
  );
}

function NothingRead() {
  return (
    <div class="empty">
      <Logo />
      <h2>Nothing to judge yet</h2>
      <p>Read some digits, say in Review what they really are, and see here how often Inkwell is right.</p>
      <a class="button primary" href="/">
        Read the first digit
      </a>
    </div>
  );
}

function NothingThen() {
  return (
    <div class="empty">
      <h2>Nothing was read then</h2>
      <p>No reading matches these days and this model.</p>
      <a class="button" href="/accuracy">
        Show all of them
      </a>
    </div>
  );
}

/** The pictures behind a cell of the matrix. */
const cellUrl = ({ basis, model, from, to }: AccuracyQuery, label: Label, answer: ConfusionAnswer): string =>
  historyUrl({
    label,
    ...(typeof answer === 'number' ? { digit: answer, status: 'ok' } : { status: answer }),
    sampled: basis === 'sample' ? true : undefined,
    model,
    from: from === undefined ? undefined : new Date(from),
    until: to === undefined ? undefined : new Date(Date.parse(to) + 86_400_000),
  });

const between = ({ share, interval }: Share) => shareRange(share, interval);
