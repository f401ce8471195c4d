import type { BatchLimits } from '../../src/core/image.ts';
import type { Status } from '../../src/core/prediction.ts';
import type { StoredPrediction } from '../../src/core/store.ts';
import { BatchForm, BatchRun } from '../components/batch-form.tsx';
import { Notice, type NoticeProps } from '../components/notice.tsx';
import { ReadingCard } from '../components/reading-card.tsx';
import { count } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';
import { statusWords } from '../words.ts';

/** What became of many pictures, for those without script. */
export interface BatchResult {
  readonly images: number;
  readonly counts: Readonly<Record<Status | 'failed', number>>;
  /** The first of them. */
  readonly read: readonly StoredPrediction[];
  readonly failures: readonly { readonly name: string; readonly detail: string }[];
}

export interface BatchProps {
  readonly site: Site;
  readonly batchLimits: BatchLimits;
  readonly result?: BatchResult | undefined;
  readonly notice?: NoticeProps | undefined;
}

/** `/batch`: many pictures at once. */
export function Batch({ site, batchLimits, result, notice }: BatchProps) {
  return (
    <Layout site={site} title="Many at once" current="read">
      <div class="lead">
        <h1>Many at once</h1>
        <p>A folder, a zip, or hundreds of files: each is read, remembered and shown as it comes.</p>
      </div>
      {notice ? <Notice {...notice} /> : ''}
      <BatchForm site={site} batchLimits={batchLimits} />
      <BatchRun />
      {result ? <Summary result={result} /> : ''}
    </Layout>
  );
}

function Summary({ result: { images, counts, read, failures } }: { result: BatchResult }) {
  return (
    <section class="batch-result" aria-labelledby="summary">
      <h2 id="summary" safe>{`${count(images)} ${images === 1 ? 'picture' : 'pictures'} read`}</h2>
      <dl class="tally">
        {[...Object.entries(statusWords), ['failed', 'Failed']].map(([kind = '', words = '']) => (
          <div>
            <dt safe>{words}</dt>
            <dd safe>{count(counts[kind as Status | 'failed'])}</dd>
          </div>
        ))}
      </dl>
      {failures.length > 0 ? (
        <>
          <h3>Failed</h3>
          <ul class="failures">
            {failures.map(({ name, detail }) => (
              <li>
                <strong safe>{name}</strong> <span safe>{detail}</span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        ''
      )}
      <ul class="cards">
        {read.map((prediction) => (
          <li>
            <ReadingCard prediction={prediction} />
          </li>
        ))}
      </ul>
      {read.length < images - counts.failed ? (
        <p class="aside">
          <a href="/history">The others are in the history</a>
        </p>
      ) : (
        ''
      )}
    </section>
  );
}
