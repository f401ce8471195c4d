import { utc } from '../format.ts';

/** A moment, in the server's UTC, exact for machines. */
export function When({ date }: { date: Date }) {
  return (
    <time datetime={date.toISOString()} safe>
      {utc(date)}
    </time>
  );
}
