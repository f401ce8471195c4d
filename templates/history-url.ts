import type { PredictionFilter } from '../src/core/store.ts';

/** What of the history is shown, in the store's own terms. */
export type HistoryFilter = PredictionFilter;

/** Which page of it: the ones older, or newer, than a reading; the newest without either. */
export interface HistoryPlace {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** A filter and a place as the query of an address, without `?`; `historyQuery` reads it back. Empty for the whole history. */
export function historyParams(filter: HistoryFilter, place: HistoryPlace = {}): string {
  const { digit, status, label, labelled, sampled, model, minConfidence, maxConfidence, from, until } =
    filter;
  const query = new URLSearchParams();
  const add = (name: string, value: string | number | undefined) => {
    if (value !== undefined) query.set(name, String(value));
  };
  add('digit', digit);
  add('status', status);
  add('label', label);
  add('labelled', labelled);
  add('min', inPercent(minConfidence));
  add('max', inPercent(maxConfidence));
  add('model', model);
  add('from', from && asText(from));
  add('until', until && asText(until));
  add('sampled', sampled === undefined ? undefined : Number(sampled));
  add('before', place.before);
  add('after', place.after);
  return query.toString();
}

/** The address of a page of the history, or of one reading in it: it keeps the filter and the place. */
export function historyUrl(filter: HistoryFilter, place?: HistoryPlace, id?: string): string {
  const query = historyParams(filter, place);
  const path = id === undefined ? '/history' : `/history/${id}`;
  return query === '' ? path : `${path}?${query}`;
}

/** 0.55 → 55. */
export const inPercent = (share: number | undefined): number | undefined =>
  share === undefined ? undefined : Number((share * 100).toFixed(4));

/** A day as `2026-11-23`, any other moment with its time. */
export function asText(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
