import { type Digit, type Status, statuses } from '../../src/core/prediction.ts';
import type { PredictionPage } from '../../src/core/store.ts';
import { Logo } from '../components/logo.tsx';
import { Notice, type NoticeProps } from '../components/notice.tsx';
import { ReadingCard } from '../components/reading-card.tsx';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';
import { digits, statusWords } from '../words.ts';

/** What of the history is shown. */
export interface HistoryFilter {
  readonly digit?: Digit | undefined;
  readonly status?: Status | undefined;
}

export interface HistoryProps {
  readonly site: Site;
  readonly page: PredictionPage;
  readonly filter: HistoryFilter;
  /** Whether this is the newest page. */
  readonly newest: boolean;
  readonly notice?: NoticeProps | undefined;
}

/** `/history`: every reading, newest first. */
export function History({ site, page, filter, newest, notice }: HistoryProps) {
  const unused =
    page.items.length === 0 && newest && filter.digit === undefined && filter.status === undefined;
  return (
    <Layout site={site} title="History" current="history">
      <div class="lead">
        <h1>History</h1>
        <p>Every reading, newest first. Times are UTC.</p>
      </div>
      {notice ? <Notice {...notice} /> : ''}
      {unused ? '' : <Filters filter={filter} />}
      {page.items.length > 0 ? (
        <ul class="cards">
          {page.items.map((prediction) => (
            <li>
              <ReadingCard prediction={prediction} />
            </li>
          ))}
        </ul>
      ) : unused ? (
        <Unused />
      ) : (
        <NoMatch />
      )}
      {newest && page.next === null ? '' : <Paging filter={filter} newest={newest} next={page.next} />}
    </Layout>
  );
}

/** The address of a page of the history. */
function historyUrl(filter: HistoryFilter, before?: string): string {
  const query = new URLSearchParams();
  if (filter.digit !== undefined) query.set('digit', String(filter.digit));
  if (filter.status !== undefined) query.set('status', filter.status);
  if (before !== undefined) query.set('before', before);
  return query.size > 0 ? `/history?${query}` : '/history';
}

function Filters({ filter }: { filter: HistoryFilter }) {
  const { digit, status } = filter;
  return (
    <nav class="filters" aria-label="Filters">
      <ul class="chips" aria-label="By digit">
        <Chip href={historyUrl({ status })} text="All" label="All digits" chosen={digit === undefined} />
        {digits.map((value) => (
          <Chip href={historyUrl({ digit: value, status })} text={String(value)} chosen={digit === value} />
        ))}
      </ul>
      <ul class="chips" aria-label="By how it went">
        <Chip href={historyUrl({ digit })} text="All" label="All answers" chosen={status === undefined} />
        {statuses.map((value) => (
          <Chip
            href={historyUrl({ digit, status: value })}
            text={statusWords[value]}
            chosen={status === value}
          />
        ))}
      </ul>
    </nav>
  );
}

interface ChipProps {
  readonly href: string;
  readonly text: string;
  readonly chosen: boolean;
  /** Says more than the text, for those who don't see what it stands beside. */
  readonly label?: string;
}

function Chip({ href, text, chosen, label }: ChipProps) {
  return (
    <li>
      <a class="chip" href={href} aria-current={chosen ? 'true' : undefined} aria-label={label} safe>
        {text}
      </a>
    </li>
  );
}

function Paging({ filter, newest, next }: Pick<HistoryProps, 'filter' | 'newest'> & { next: string | null }) {
  return (
    <nav class="paging" aria-label="Pages">
      {newest ? (
        ''
      ) : (
        <a class="button" href={historyUrl(filter)}>
          ← Newest
        </a>
      )}
      {next === null ? (
        ''
      ) : (
        <a class="button" rel="next" href={historyUrl(filter, next)}>
          Older →
        </a>
      )}
    </nav>
  );
}

function NoMatch() {
  return (
    <div class="empty">
      <h2>Nothing here</h2>
      <p>No reading matches. Try another digit, or look at all of them.</p>
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
