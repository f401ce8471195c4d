import type { Static } from 'elysia';
import type { Basis } from '../../core/accuracy/summarise.ts';
import type { TallyFilter } from '../../core/accuracy-store.ts';
import { MalformedError } from '../../core/errors.ts';
import type { accuracyQuery } from './model.ts';

/** What is asked for, in the store's terms. */
export interface AccuracyRequest {
  readonly filter: TallyFilter;
  readonly basis: Basis;
}

/** The query string of the API: `until` is the day after the last. @throws MalformedError naming the parameter. */
export const toRequest = ({
  from,
  until,
  model,
  basis = 'all',
}: Static<typeof accuracyQuery>): AccuracyRequest => ({
  filter: { from: toDay('from', from), until: toDay('until', until), model },
  basis,
});

/** A day of the calendar, e.g. `2026-11-23`, as its midnight in UTC. @throws MalformedError */
export function toDay(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const day = new Date(text);
  const exists =
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().slice(0, 10) === text;
  if (exists) return day;
  const message = 'expected a day, e.g. 2026-11-23';
  throw new MalformedError(`Cannot read ${field}: got ${JSON.stringify(text.slice(0, 20))}, ${message}`, [
    { field, message },
  ]);
}
