import type { HistoryFilter } from '../../../templates/pages/history.tsx';
import { MalformedError } from '../../core/errors.ts';
import { statuses } from '../../core/prediction.ts';
import type { PredictionQuery } from '../../core/store.ts';
import { digitOf, shown } from './forms.ts';

const perPage = 24;

/** What the address of the history asks for. @throws MalformedError, rather than showing something else. */
export function historyQuery(query: URLSearchParams): { filter: HistoryFilter; list: PredictionQuery } {
  const digit = query.get('digit');
  const status = query.get('status');
  const before = query.get('before') ?? undefined;
  if (before !== undefined && !/^[0-9a-f-]{36}$/i.test(before))
    throw new MalformedError(`Cannot turn to this page of the history: got ${shown(before)}, expected an id`);
  const filter = {
    digit: digit === null ? undefined : digitOf(digit),
    status: status === null ? undefined : statusOf(status),
  };
  return { filter, list: { ...filter, before, limit: perPage } };
}

function statusOf(value: string) {
  const status = statuses.find((known) => known === value);
  if (status === undefined)
    throw new MalformedError(
      `Cannot filter by status: got ${shown(value)}, expected one of ${statuses.join(', ')}`,
    );
  return status;
}
