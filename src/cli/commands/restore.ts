import { join } from 'node:path';
import { loadConfig } from '../../config.ts';
import { displayUrl } from '../../storage/file-settings.ts';
import { restoreDatabase } from '../../storage/restore.ts';
import { defineCommand, UsageError } from '../command.ts';

export const restore = defineCommand({
  name: 'restore',
  summary: 'Puts a backup in the place of the database',
  help: `Puts a backup in the place of the database (DATABASE_URL), after it was checked and brought up to date. The service must
not be running.

Usage: bun run inkwell restore FILE [--overwrite] [--json]

  --overwrite   lose the database that is there

Examples
  bun run inkwell restore inkwell-2026-11-23.db
  DATABASE_URL=file:/srv/inkwell.db bun run inkwell restore /mnt/backup/inkwell.db --overwrite

Exit status: 0 it is restored, 1 everything is as it was, 2 the command line is wrong.`,
  options: { overwrite: { type: 'boolean', default: false } },
  async run({ values, operands, env, root, print }) {
    const [file] = operands;
    if (file === undefined || operands.length > 1)
      throw new UsageError(`Cannot restore: got ${operands.length} files, expected one`);
    const { url } = loadConfig(env).database;
    await restoreDatabase({
      backup: file,
      url,
      migrationsFolder: join(root, 'drizzle'),
      overwrite: values.overwrite,
    });
    print(
      values.json
        ? JSON.stringify({ file, database: displayUrl(url) })
        : `${displayUrl(url)} is what ${file} held`,
    );
    return 0;
  },
});
