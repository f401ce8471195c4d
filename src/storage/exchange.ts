import { sql } from 'drizzle-orm';
import type { ExchangeStore, KnownImage } from '../core/exchange-store.ts';
import type { Database } from './database.ts';
import { imageContent } from './image-content.ts';
import { labelFromCode } from './label-code.ts';
import { orUnavailable } from './outage.ts';

interface Row {
  readonly sha256: string;
  readonly imageId: string;
  readonly label: number | null;
  /** JSON: label codes. */
  readonly imported: string;
  readonly read: number;
}

/** What imports look up, over libSQL: each picture by the unique index on its hash, the rest by its id. */
export function createExchangeStore(database: Database): ExchangeStore {
  const { db } = database;

  async function known(sha256s: readonly string[]): Promise<Map<string, KnownImage>> {
    const rows = await db.all<Row>(sql`
      select "images"."sha256" as "sha256", "images"."id" as "imageId",
        (select "digit" from "labels" where "image_id" = "images"."id" order by "id" desc limit 1) as "label",
        (select json_group_array("digit") from "labels"
          where "image_id" = "images"."id" and "source" = 'import' and "digit" is not null) as "imported",
        exists (select 1 from "predictions" where "image_id" = "images"."id") as "read"
      from "images" where ${sql.raw(imageContent)} in (
        select unhex(substr("value", 1, 32)) from json_each(${JSON.stringify(sha256s)}))`);
    return new Map(
      rows.map(({ sha256, imageId, label, imported, read }) => [
        sha256,
        {
          sha256,
          imageId,
          label: label === null ? null : labelFromCode(label),
          imported: (JSON.parse(imported) as number[]).map(labelFromCode),
          read: read === 1,
        },
      ]),
    );
  }

  return {
    known: (sha256s) => orUnavailable('look the pictures up', () => known(sha256s), database.renew),
  };
}
