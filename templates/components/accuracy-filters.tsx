import { type Basis, bases } from '../../src/core/accuracy/summarise.ts';
import type { AccuracyQuery } from '../pages/accuracy.tsx';

interface FiltersProps {
  readonly query: AccuracyQuery;
  readonly versions: readonly string[];
  readonly today: Date;
}

const spans = [
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
  [365, 'A year'],
] as const;
const basisWords: Readonly<Record<Basis, string>> = { all: 'All labels', sample: 'Random sample' };

/** Which days, which model, which labels: links for the usual, a form for the rest. */
export function AccuracyFilters({ query, versions, today }: FiltersProps) {
  const isSpan = (days: number) => query.from === daysAgo(today, days - 1) && query.to === undefined;
  const ever = query.from === undefined && query.to === undefined;
  return (
    <nav class="filters" aria-label="Filters">
      <ul class="chips" aria-label="By time">
        <Chip query={query} change={{ from: undefined, to: undefined }} text="All time" chosen={ever} />
        {spans.map(([days, text]) => (
          <Chip
            query={query}
            change={{ from: daysAgo(today, days - 1), to: undefined }}
            text={text}
            chosen={isSpan(days)}
          />
        ))}
      </ul>
      {versions.length > 1 ? (
        <ul class="chips" aria-label="By model">
          <Chip
            query={query}
            change={{ model: undefined }}
            text="All models"
            chosen={query.model === undefined}
          />
          {versions.map((version) => (
            <Chip query={query} change={{ model: version }} text={version} chosen={query.model === version} />
          ))}
        </ul>
      ) : (
        ''
      )}
      <details class="span" open={query.to !== undefined}>
        <summary>Other days</summary>
        <form method="get" action="/accuracy">
          <label>
            From <input type="date" name="from" value={query.from} />
          </label>
          <label>
            To <input type="date" name="to" value={query.to} />
          </label>
          {query.model === undefined ? '' : <input type="hidden" name="model" value={query.model} />}
          {query.basis === 'all' ? '' : <input type="hidden" name="basis" value={query.basis} />}
          <button type="submit" class="button small">
            Show
          </button>
        </form>
      </details>
    </nav>
  );
}

/** Which labels the matrix and the calibration are made of. */
export function BasisChips({ query }: Pick<FiltersProps, 'query'>) {
  return (
    <ul class="chips" aria-label="Labels that count">
      {bases.map((basis) => (
        <Chip
          query={query}
          change={{ basis }}
          text={basisWords[basis]}
          chosen={query.basis === basis}
          hash="#confusion"
        />
      ))}
    </ul>
  );
}

interface ChipProps {
  readonly query: AccuracyQuery;
  readonly change: Partial<AccuracyQuery>;
  readonly text: string;
  readonly chosen: boolean;
  /** Where on the page to go on. */
  readonly hash?: string;
}

function Chip({ query, change, text, chosen, hash = '' }: ChipProps) {
  return (
    <li>
      <a
        class="chip"
        href={`${accuracyUrl({ ...query, ...change })}${hash}`}
        aria-current={chosen ? 'true' : undefined}
        safe
      >
        {text}
      </a>
    </li>
  );
}

function accuracyUrl({ from, to, model, basis }: AccuracyQuery): string {
  const params = new URLSearchParams();
  if (from !== undefined) params.set('from', from);
  if (to !== undefined) params.set('to', to);
  if (model !== undefined) params.set('model', model);
  if (basis === 'sample') params.set('basis', basis);
  return params.size > 0 ? `/accuracy?${params}` : '/accuracy';
}

/** e.g. `2026-11-23`. */
const daysAgo = (today: Date, days: number) =>
  new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
