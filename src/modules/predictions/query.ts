import type { Static } from 'elysia';
import { MalformedError } from '../../core/errors.ts';
import type { PredictionQuery } from '../../core/store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { listQuery } from './model.ts';

type ListQuery = Static<typeof listQuery>;

/** The query string in the store's terms. @throws MalformedError naming the parameter. */
export const toStoreQuery = ({
  limit = 20,
  cursor,
  prediction,
  from,
  until,
  ...filters
}: ListQuery): PredictionQuery => ({
  limit,
  before: cursor === undefined ? undefined : decodeCursor(cursor),
  digit: prediction,
  from: toDate('from', from),
  until: toDate('until', until),
  ...filters,
});

/** The same request, further down. For the `Link` header (RFC 8288). */
export function linkToNext(query: ListQuery, next: string): string {
  const { cursor: _, ...rest } = query;
  const pairs = Object.entries({ ...rest, cursor: encodeCursor(next) }).map(([name, value]) => [
    name,
    String(value),
  ]);
  return `</predictions?${new URLSearchParams(pairs)}>; rel="next"`;
}

const iso8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A day, or a moment with its zone. @throws MalformedError naming the field. */
export function toDate(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (iso8601.test(text) && !Number.isNaN(date.getTime()) && dayExists(text.slice(0, 10))) return date;
  const message = 'expected a date, or a time with its zone, in ISO 8601, e.g. 2026-11-23T13:30:00Z';
  throw new MalformedError(`Cannot read ${field}: ${message}`, [{ field, message }]);
}

/** `Date` takes the 30th of February for the 2nd of March. */
const dayExists = (day: string): boolean => new Date(day).toISOString().startsWith(day);
