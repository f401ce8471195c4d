import type { PredictionCount, PredictionPage } from '../../src/core/store.ts';
import { HistoryFilters } from '../components/history-filters.tsx';
import { HistorySelection } from '../components/history-selection.tsx';
import { Logo } from '../components/logo.tsx';
import { Notice, type NoticeProps } from '../components/notice.tsx';
import { count } from '../format.ts';
import { type HistoryFilter, type HistoryPlace, historyParams, historyUrl } from '../history-url.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

export interface HistoryNotice extends NoticeProps {
  /** A deletion that can be taken back. */
  readonly undo?: string | undefined;
}

export interface HistoryProps {
  readonly site: Site;
  readonly page: PredictionPage;
  readonly filter: HistoryFilter;
  readonly place: HistoryPlace;
  /** How many match, on all pages. */
  readonly matches: PredictionCount;
  /** Versions of all models that have read here. */
  readonly versions: readonly string[];
  readonly notice?: HistoryNotice | undefined;
}

/** `/history`: every reading, newest first, or those that a filter holds. */
export function History(props: HistoryProps) {
  const { site, page, filter, place, matches, versions, notice } = props;
  const filtered = historyParams(filter) !== '';
  const newest = place.before === undefined && place.after === undefined;
  const unused = page.items.length === 0 && newest && !filtered;
  const at = historyParams(filter, place);
  return (
    <Layout site={site} title="History" current="history" script="history.js">
      <div class="lead">
        <h1>History</h1>
        <p>
          <span safe>
            {unused ? 'Every reading, newest first.' : `${matching(matches, filtered)}, newest first.`}
          </span>
          {page.items.length === 0 ? '' : <Export filter={filter} />}
        </p>
      </div>
      {notice ? (
        <Notice {...notice}>{notice.undo ? <Undo deletion={notice.undo} at={at} /> : ''}</Notice>
      ) : (
        ''
      )}
      {unused ? '' : <HistoryFilters filter={filter} versions={versions} />}
      {page.items.length > 0 ? (
        <HistorySelection items={page.items} filter={filter} place={place} />
      ) : unused ? (
        <Unused />
      ) : (
        <NoMatch filtered={filtered} />
      )}
      <Paging {...props} />
    </Layout>
  );
}

function Export({ filter }: { filter: HistoryFilter }) {
  const query = historyParams(filter);
  return (
    <>
      {' '}
      <a href={query === '' ? '/export' : `/export?${query}`}>Export these</a>
    </>
  );
}

function matching({ count: matches, exact }: PredictionCount, filtered: boolean): string {
  const figure = `${exact ? '' : 'About '}${count(matches)}`;
  const noun = matches === 1 ? 'reading' : 'readings';
  return filtered ? `${figure} ${noun} ${matches === 1 ? 'matches' : 'match'}` : `${figure} ${noun}`;
}

/** Where there is something newer or older, a way there. */
function Paging({ page, filter, place }: HistoryProps) {
  const [first, last] = [page.items[0], page.items.at(-1)];
  const backwards = place.after !== undefined;
  const newer = backwards ? page.next !== null : place.before !== undefined;
  const older = backwards || page.next !== null;
  if (!newer && !older && !backwards) return '';
  return (
    <nav class="paging" aria-label="Pages">
      {newer ? (
        <>
          <a class="button" href={historyUrl(filter)}>
            Newest
          </a>
          {first ? (
            <a class="button" rel="prev" href={historyUrl(filter, { after: first.id })}>
              ← Newer
            </a>
          ) : (
            ''
          )}
        </>
      ) : (
        ''
      )}
      {older && last ? (
        <a class="button" rel="next" href={historyUrl(filter, { before: last.id })}>
          Older →
        </a>
      ) : (
        ''
      )}
    </nav>
  );
}

/** Takes a deletion back, and comes back to the same place. */
function Undo({ deletion, at }: { deletion: string; at: string }) {
  return (
    <form class="notice-way" method="post" action="/history/undo">
      <input type="hidden" name="deletion" value={deletion} />
      <input type="hidden" name="at" value={at} />
      <button type="submit" class="button small">
        Undo
      </button>
    </form>
  );
}

function NoMatch({ filtered }: { filtered: boolean }) {
  return (
    <div class="empty">
      <h2>Nothing here</h2>
      <p>
        {filtered
          ? 'No reading matches. Try another digit, or look at all of them.'
          : 'There are no readings beyond this one.'}
      </p>
      <a class="button" href="/history">
        Show all readings
      </a>
    </div>
  );
}

function Unused() {
  return (
    <div class="empty">
      <Logo />
      <h2>The first page is still blank</h2>
      <p>Every digit that Inkwell reads is kept here, with its picture and its answer.</p>
      <a class="button primary" href="/">
        Read the first digit
      </a>
    </div>
  );
}
