import { day, timeOfDay, utc } from '../format.ts';

/** A moment, in the server's UTC, exact for machines. `short` leaves the zone to the tooltip. */
export function When({ date, short }: { date: Date; short?: boolean }) {
  return (
    <time datetime={date.toISOString()} title={short ? utc(date) : undefined} safe>
      {short ? `${day(date)}, ${timeOfDay(date)}` : utc(date)}
    </time>
  );
}
