import type { HistoryFilter, HistoryPlace } from '../../../templates/history-url.ts';
import { MalformedError } from '../../core/errors.ts';
import { notADigit, statuses } from '../../core/prediction.ts';
import type { PredictionQuery } from '../../core/store.ts';
import { toDate } from '../predictions/query.ts';
import { digitOf, shown } from './forms.ts';

const perPage = 24;

export interface HistoryRequest {
  readonly filter: HistoryFilter;
  readonly place: HistoryPlace;
  readonly list: PredictionQuery;
}

/**
 * What the address of the history asks for; an empty value, as forms send it, asks for nothing.
 * @throws MalformedError, rather than showing something else.
 */
export function historyQuery(query: URLSearchParams): HistoryRequest {
  const read = <T>(name: string, parse: (value: string) => T): T | undefined => {
    const value = query.get(name);
    return value === null || value === '' ? undefined : parse(value);
  };
  const filter = {
    digit: read('digit', digitOf),
    status: read('status', oneOf('status', statuses)),
    label: read('label', (value) =>
      /^\d$/.test(value) ? digitOf(value) : oneOf('label', ['any', 'none', notADigit] as const)(value),
    ),
    labelled: read('labelled', oneOf('labelled', ['right', 'wrong'] as const)),
    sampled: read('sampled', (value) => oneOf('sampled', ['0', '1'] as const)(value) === '1'),
    model: read('model', (value) => value.slice(0, 64)),
    minConfidence: read('min', shareOf('min')),
    maxConfidence: read('max', shareOf('max')),
    from: toDate('from', query.get('from') || undefined),
    until: toDate('until', query.get('until') || undefined),
  };
  const place = { before: read('before', idOf), after: read('after', idOf) };
  if (place.before !== undefined && place.after !== undefined)
    throw new MalformedError('Cannot turn to this page of the history: got before and after, expected one');
  return { filter, place, list: { ...filter, ...place, limit: perPage } };
}

/** Whether a form has sent empty fields along: the address without them says the same. */
export const hasEmptyFields = (query: URLSearchParams): boolean =>
  [...query.values()].some((value) => value === '');

const oneOf =
  <const T extends string>(name: string, known: readonly T[]) =>
  (value: string): T => {
    const found = known.find((one) => one === value);
    if (found !== undefined) return found;
    throw new MalformedError(
      `Cannot filter by ${name}: got ${shown(value)}, expected one of ${known.join(', ')}`,
    );
  };

const shareOf = (name: string) => (value: string) => {
  const percent = Number(value);
  if (/^\d{1,3}(\.\d{1,4})?$/.test(value) && percent <= 100) return percent / 100;
  throw new MalformedError(`Cannot filter by ${name}: got ${shown(value)}, expected a percentage, 0 to 100`);
};

function idOf(value: string): string {
  if (/^[0-9a-f-]{36}$/i.test(value)) return value;
  throw new MalformedError(`Cannot turn to this page of the history: got ${shown(value)}, expected an id`);
}
