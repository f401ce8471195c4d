import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** How many places are looked at in one statement. */
const probes = 1000;
/** Enough for a hundred rows out of a table of which 999 in 1000 were deleted. */
const rounds = 100;

/**
 * Marks rows drawn at random as `sampled`, each of the others as likely as any: random row numbers are tried until enough
 * of them are taken by a row. That costs the same in a table of ten and of ten million, whatever was deleted in between.
 *
 * @param random uniform in 0 ≤ x < 1.
 * @returns how many were marked.
 */
export async function extendSample({ db }: Database, size: number, random: () => number): Promise<number> {
  const [range] = await db.all<{ least: number | null; most: number | null }>(
    sql`select (select min("rowid") from "predictions") as "least", (select max("rowid") from "predictions") as "most"`,
  );
  if (range?.least == null || range.most == null) return 0;
  const { least, most } = range;
  const span = most - least + 1;
  let drawn = 0;
  for (let round = 0; round < rounds && drawn < size; round++) {
    const all = span <= probes;
    const places = all
      ? shuffled(
          Array.from({ length: span }, (_, i) => least + i),
          random,
        )
      : [...new Set(Array.from({ length: probes }, () => least + Math.floor(random() * span)))];
    const hits = await db.all<{ rowid: number }>(
      sql`select "rowid" from "predictions" where "rowid" in (select value from json_each(${JSON.stringify(places)})) and not "sampled"`,
    );
    const taken = new Set(hits.map(({ rowid }) => rowid));
    const chosen = places.filter((place) => taken.has(place)).slice(0, size - drawn);
    if (chosen.length > 0) drawn += await mark(chosen, db);
    if (all) break;
  }
  return drawn;
}

async function mark(rowids: readonly number[], db: Database['db']): Promise<number> {
  const marked = await db.all(
    sql`update "predictions" set "sampled" = 1 where "rowid" in (select value from json_each(${JSON.stringify(rowids)})) and not "sampled" returning "id"`,
  );
  return marked.length;
}

/** Fisher–Yates. */
function shuffled(values: number[], random: () => number): number[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [values[i], values[j]];
    if (a !== undefined && b !== undefined) [values[i], values[j]] = [b, a];
  }
  return values;
}
