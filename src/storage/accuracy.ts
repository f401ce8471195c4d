import { and, asc, desc, gte, lt, type SQL, sql } from 'drizzle-orm';
import { confidenceBins, type Tally } from '../core/accuracy/tally.ts';
import type { AccuracyStore, TallyFilter } from '../core/accuracy-store.ts';
import { type Digit, type ModelIdentity, notADigit, statuses } from '../core/prediction.ts';
import type { Database } from './database.ts';
import { orUnavailable } from './outage.ts';
import { days, facets, models, tallies } from './schema.ts';

const dayMs = 86_400_000;
const firstDay = (from: Date) => Math.floor(from.getTime() / dayMs);
const endDay = (until: Date) => Math.ceil(until.getTime() / dayMs);

/** What lies behind the model's id in a facet, see `facet.ts`: 4 statuses, 11 digits, 12 labels, sampled, bins. */
const perModel = 4 * 11 * 12 * 2 * confidenceBins;

/** The tallies over libSQL. */
export function createAccuracyStore(database: Database): AccuracyStore {
  const { db, renew } = database;

  const conditions = ({ from, until, model }: TallyFilter): SQL | undefined =>
    and(
      from && gte(tallies.day, firstDay(from)),
      until && lt(tallies.day, endDay(until)),
      model === undefined
        ? undefined
        : sql`${tallies.facet} / ${sql.raw(String(perModel))} in (select "id" from "models" where "version" = ${model})`,
    );

  /** Of all time: some hundred rows. */
  const readFacets = ({ model }: TallyFilter) =>
    db
      .select()
      .from(facets)
      .where(
        model === undefined
          ? undefined
          : sql`${facets.facet} / ${sql.raw(String(perModel))} in (select "id" from "models" where "version" = ${model})`,
      );

  async function readTallies(filter: TallyFilter) {
    const [known, rows] = await Promise.all([
      db.select().from(models),
      filter.from === undefined && filter.until === undefined
        ? readFacets(filter)
        : db
            .select({
              facet: tallies.facet,
              count: sql<number>`sum(${tallies.count})`,
              confidenceSum: sql<number>`sum(${tallies.confidenceSum})`,
            })
            .from(tallies)
            .where(conditions(filter))
            .groupBy(tallies.facet),
    ]);
    const identities = new Map(known.map(({ id, name, version, sha256 }) => [id, { name, version, sha256 }]));
    return rows
      .filter(({ count }) => count > 0)
      .map(({ facet, ...sums }) => ({ ...unpack(facet, identities), ...sums }));
  }

  async function readDays({ from, until, model }: TallyFilter) {
    const rows = await db
      .select({
        day: days.day,
        count: sql<number>`sum(${days.count})`,
        confidenceSum: sql<number>`sum(${days.confidenceSum})`,
      })
      .from(days)
      .where(
        and(
          from && gte(days.day, firstDay(from)),
          until && lt(days.day, endDay(until)),
          model === undefined
            ? undefined
            : sql`${days.modelId} in (select "id" from "models" where "version" = ${model})`,
        ),
      )
      .groupBy(days.day)
      .orderBy(asc(days.day));
    return rows
      .filter(({ count }) => count > 0)
      .map(({ day, ...sums }) => ({ day: new Date(day * dayMs), ...sums }));
  }

  async function readVersions() {
    const rows = await db.select({ version: models.version }).from(models).orderBy(desc(models.id));
    return [...new Set(rows.map(({ version }) => version))];
  }

  const attempt = <T>(work: () => Promise<T>) => orUnavailable('count predictions', work, renew);
  return {
    tallies: (filter) => attempt(() => readTallies(filter)),
    versions: () => attempt(readVersions),
    days: (filter) => attempt(() => readDays(filter)),
  };
}

/** A facet's number, taken apart again. */
function unpack(
  facet: number,
  identities: ReadonlyMap<number, ModelIdentity>,
): Omit<Tally, 'count' | 'confidenceSum'> {
  let rest = facet;
  const take = (values: number): number => {
    const value = rest % values;
    rest = Math.floor(rest / values);
    return value;
  };
  const bin = take(confidenceBins);
  const sampled = take(2) === 1;
  const label = take(12);
  const digit = take(11);
  const status = statuses[take(statuses.length)] ?? 'ok';
  return {
    bin,
    sampled,
    status,
    label: label === 11 ? null : label === 10 ? notADigit : (label as Digit),
    digit: digit === 10 ? null : (digit as Digit),
    model: identities.get(rest) ?? { name: 'unknown', version: String(rest), sha256: '' },
  };
}
