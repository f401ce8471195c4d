import type { BatchLimits } from '../../src/core/image.ts';
import { DataPlaces } from '../components/data-places.tsx';
import { Notice, type NoticeProps } from '../components/notice.tsx';
import { byteSize, count } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

type Outcome = 'added' | 'labelled' | 'unchanged' | 'failed';

/** How an import went, for those without script. */
export interface ImportResult {
  readonly rows: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** The first of them. */
  readonly failures: readonly { readonly name: string; readonly detail: string }[];
}

export interface ImportProps {
  readonly site: Site;
  readonly batchLimits: BatchLimits;
  readonly result?: ImportResult | undefined;
  readonly notice?: NoticeProps | undefined;
}

const outcomes: readonly (readonly [Outcome, string])[] = [
  ['added', 'Read and stored'],
  ['labelled', 'Labelled'],
  ['unchanged', 'Known already'],
  ['failed', 'Failed'],
];

/** `/import`: labelled pictures from elsewhere, or our own exports back in. */
export function Import({ site, batchLimits, result, notice }: ImportProps) {
  const most = byteSize(batchLimits.maxBytes);
  return (
    <Layout site={site} title="Import" current="data" script="data.js">
      <DataPlaces current="import" />
      <div class="lead">
        <h1>Bring it in</h1>
        <p>Data sets with their labels, or what was exported before. Every picture is read and remembered.</p>
      </div>
      {notice ? <Notice {...notice} /> : ''}
      <form method="post" action="/import/form" enctype="multipart/form-data" data-import="">
        <div class="drop" data-drop="">
          <label class="drop-invite" for="files">
            <strong>Choose a file to import</strong>
            <span>a zip, MNIST’s files, JSON lines, a table, pictures</span>
          </label>
          <input
            class="drop-plain"
            type="file"
            id="files"
            name="file"
            multiple
            required
            aria-describedby="files-help"
          />
          <button type="submit" class="button primary" data-submit="">
            Import
          </button>
        </div>
        <p class="help" id="files-help" safe>
          {`Up to ${most} at once, each picture up to ${byteSize(site.limits.maxBytes)}. What is known already changes nothing, so whatever broke off can be sent again.`}
        </p>
      </form>
      <section class="run" aria-label="How it goes" hidden data-run="">
        <div class="run-head">
          <p role="status" data-status=""></p>
          <button type="button" class="button small" data-cancel="">
            Cancel
          </button>
        </div>
        <progress class="run-progress" max="1" value="0" aria-label="Imported" data-progress=""></progress>
        <Tally counts={{ added: 0, labelled: 0, unchanged: 0, failed: 0 }} />
        <ul class="failures" data-failures=""></ul>
      </section>
      {result ? <Result result={result} /> : ''}
      <Kinds />
    </Layout>
  );
}

function Tally({ counts }: { counts: ImportResult['counts'] }) {
  return (
    <dl class="tally">
      {outcomes.map(([outcome, words]) => (
        <div>
          <dt safe>{words}</dt>
          <dd data-count={outcome} safe>
            {count(counts[outcome])}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Result({ result: { rows, counts, failures } }: { result: ImportResult }) {
  return (
    <section class="run" aria-labelledby="summary">
      <h2 id="summary" safe>{`${count(rows)} ${rows === 1 ? 'row' : 'rows'}`}</h2>
      <Tally counts={counts} />
      {failures.length > 0 ? (
        <ul class="failures">
          {failures.map(({ name, detail }) => (
            <li>
              <strong safe>{name}</strong> <span safe>{detail}</span>
            </li>
          ))}
        </ul>
      ) : (
        ''
      )}
    </section>
  );
}

/** What can be imported, for those who wonder. */
function Kinds() {
  return (
    <section class="prose kinds" aria-labelledby="kinds">
      <h2 id="kinds">What can be imported</h2>
      <ul>
        <li>Everything that is exported here, as it is.</li>
        <li>
          <strong>MNIST and its kin</strong>: <code>…-images-idx3-ubyte.gz</code> together with{' '}
          <code>…-labels-idx1-ubyte.gz</code>, gzipped or not.
        </li>
        <li>
          <strong>A zip of pictures</strong> in folders named by label (<code>7/a.png</code>), or with a table{' '}
          <code>file,label</code>.
        </li>
        <li>
          <strong>JSON lines</strong>: <code>{'{"image": "&lt;Base64&gt;", "label": 7}'}</code>
        </li>
        <li>
          <strong>A table of labels</strong> with the columns <code>sha256</code> and <code>label</code>, for
          pictures that are here.
        </li>
      </ul>
      <p>
        Labels are 0 to 9, <code>not-a-digit</code>, or empty. A label that a person has corrected since stays
        corrected. From a terminal: <code>bun run inkwell import FILE…</code>
      </p>
    </section>
  );
}
