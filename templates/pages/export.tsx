import type { PropsWithChildren } from '@kitajs/html';
import type { PredictionCount } from '../../src/core/store.ts';
import { DataPlaces } from '../components/data-places.tsx';
import { filterWords } from '../filter-words.ts';
import { count } from '../format.ts';
import { type HistoryFilter, historyParams, historyUrl } from '../history-url.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

export interface ExportProps {
  readonly site: Site;
  readonly filter: HistoryFilter;
  /** What the filter holds. */
  readonly matches: PredictionCount;
  /** Those of them that have a label that MNIST's files have room for. */
  readonly digits: PredictionCount;
}

const choices: readonly { readonly text: string; readonly filter: HistoryFilter }[] = [
  { text: 'Everything', filter: {} },
  { text: 'Labelled', filter: { label: 'any' } },
  { text: 'Read wrongly', filter: { labelled: 'wrong' } },
  { text: 'Random sample', filter: { sampled: true } },
];

/** `/export`: the data, to take away. */
export function Export({ site, filter, matches, digits }: ExportProps) {
  const chosen = historyParams(filter);
  const words = filterWords(filter);
  return (
    <Layout site={site} title="Export" current="data" script="data.js">
      <DataPlaces current="export" />
      <div class="lead">
        <h1>Take it with you</h1>
        <p>
          Pictures, answers and labels, in the formats that others read. A file is made while it downloads.
        </p>
      </div>
      <section class="panel export-what" aria-labelledby="what">
        <h2 id="what" safe>{`${figure(matches)} ${matches.count === 1 ? 'reading' : 'readings'}`}</h2>
        <p class="aside" safe>
          {words === '' ? 'Everything that was ever read here.' : `Only: ${words}.`}
        </p>
        <ul class="chips" aria-label="What to export">
          {choices.map((choice) => {
            const params = historyParams(choice.filter);
            return (
              <li>
                <a
                  class="chip"
                  href={params === '' ? '/export' : `/export?${params}`}
                  aria-current={params === chosen ? 'true' : undefined}
                  safe
                >
                  {choice.text}
                </a>
              </li>
            );
          })}
          <li>
            <a class="chip" href={historyUrl(filter)}>
              More filters in the history…
            </a>
          </li>
        </ul>
      </section>
      <div class="formats">
        <Format
          format="idx"
          title="MNIST files"
          name="digits.mnist.zip"
          filter={filter}
          empty={digits.count === 0 ? 'Nothing is labelled as a digit here yet.' : undefined}
        >
          <p safe>
            {`${figure(digits)} labelled ${digits.count === 1 ? 'digit' : 'digits'} as 28 × 28 pixels, the way the network sees them, each picture once. Loads in torchvision and Keras like MNIST itself.`}
          </p>
          <p class="help">What is labelled “not a digit” has no place in MNIST and is left out.</p>
          <label class="field">
            <span>For testing, in percent</span>
            <input
              type="number"
              name="test"
              min="0"
              max="100"
              step="any"
              inputmode="decimal"
              placeholder="14.3"
            />
          </label>
        </Format>
        <Format format="png" title="Pictures and a table" name="pictures.zip" filter={filter}>
          <p>A folder for each label, and a CSV with label, answer and confidence. Each picture once.</p>
          <label class="field">
            <span>Pictures</span>
            <select name="pictures">
              <option value="">As uploaded</option>
              <option value="seen">28 × 28, as the network sees them (PNG)</option>
            </select>
          </label>
        </Format>
        <Format format="jsonl" title="JSON lines" name="readings.jsonl" filter={filter}>
          <p>Every answer with all that is known about it, one a line, as the API tells it.</p>
          <label class="field">
            <span>Pictures</span>
            <select name="images">
              <option value="">Without</option>
              <option value="1">With, in Base64</option>
            </select>
          </label>
        </Format>
        <Format format="csv" title="Table of answers" name="readings.csv" filter={filter}>
          <p>
            Every answer with its ten probabilities, one a line, for a spreadsheet or pandas. No pictures.
          </p>
          <p class="help">
            Change its <code>label</code> column and import it again: the labels are taken over.
          </p>
        </Format>
      </div>
    </Layout>
  );
}

const figure = ({ count: matches, exact }: PredictionCount) => `${exact ? '' : 'About '}${count(matches)}`;

interface FormatProps {
  readonly format: string;
  readonly title: string;
  readonly name: string;
  readonly filter: HistoryFilter;
  /** Why there is nothing to download. */
  readonly empty?: string | undefined;
}

/** A form of its own, so that it works without script; with it, it shows how far the download is. */
function Format({ format, title, name, filter, empty, children }: PropsWithChildren<FormatProps>) {
  return (
    <form class="panel format" method="get" action={`/export/${format}`} data-export="">
      <h2 safe>{title}</h2>
      {children}
      {[...new URLSearchParams(historyParams(filter))].map(([key, value]) => (
        <input type="hidden" name={key} value={value} />
      ))}
      {empty === undefined ? (
        <button type="submit" class="button primary" aria-label={`Download ${name}`} data-submit="">
          Download
        </button>
      ) : (
        <p class="aside" safe>
          {empty}
        </p>
      )}
      <div class="format-progress" hidden data-run="">
        <progress
          class="run-progress"
          max="1"
          value="0"
          aria-label={`${title}: done`}
          data-progress=""
        ></progress>
        <p role="status" data-status=""></p>
      </div>
    </form>
  );
}
