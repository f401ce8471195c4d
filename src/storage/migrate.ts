import { sql } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';

/** Where Drizzle notes what it ran. */
const journalTable = '__drizzle_migrations';

/**
 * Runs the migrations that the database has not had, all of them or none.
 *
 * @throws Error when the database has had a migration that this version does not know.
 */
export async function migrateDatabase(db: LibSQLDatabase, migrationsFolder: string): Promise<void> {
  const known = readMigrationFiles({ migrationsFolder });
  const newest = known.at(-1)?.folderMillis ?? 0;
  const tables = await tableNames(db);
  const applied = tables.has(journalTable) ? await lastApplied(db) : 0;
  if (tables.size > 0 && !tables.has(journalTable)) {
    throw new Error(
      `its tables are not those of Inkwell (${[...tables].join(', ')}); name another file in DATABASE_URL`,
    );
  }
  if (applied > newest) {
    throw new Error(
      `it was made by a newer version of Inkwell (migration of ${new Date(applied).toISOString()}, this version knows none after ${new Date(newest).toISOString()}); start that version, or use another database`,
    );
  }
  if (applied === newest) return;
  try {
    await migrate(db, { migrationsFolder });
  } catch (error) {
    // Another process that started at the same moment may have been faster.
    if ((await lastApplied(db)) !== newest) throw error;
  }
}

async function tableNames(db: LibSQLDatabase): Promise<Set<string>> {
  const rows = await db.values<[string]>(
    sql`select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'`,
  );
  return new Set(rows.map((row) => row[0]));
}

/** When the newest migration of this database was written, in milliseconds; 0 when none ever ended well. */
async function lastApplied(db: LibSQLDatabase): Promise<number> {
  const [row] = await db.values<[string | number | null]>(
    sql`select max("created_at") from "__drizzle_migrations"`,
  );
  return Number(row?.[0] ?? 0);
}
