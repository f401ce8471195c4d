import { loadConfig } from '../../config.ts';
import { backupDatabase } from '../../storage/backup.ts';
import { defineCommand, UsageError } from '../command.ts';

export const backup = defineCommand({
  name: 'backup',
  summary: 'Copies the database into one file, while the service runs',
  help: `Copies the database (DATABASE_URL) into one file: everything that was committed when it begins. The service may go on
reading and writing meanwhile. The copy is checked, and appears under its name only when it is whole.

Usage: bun run inkwell backup FILE [--json]

Examples
  bun run inkwell backup inkwell-$(date +%F).db
  DATABASE_URL=file:/srv/inkwell.db bun run inkwell backup /mnt/backup/inkwell.db

Exit status: 0 the copy is there, 1 there is none, 2 the command line is wrong.`,
  options: {},
  async run({ values, operands, env, print }) {
    const [file] = operands;
    if (file === undefined || operands.length > 1)
      throw new UsageError(`Cannot back up: got ${operands.length} files, expected one`);
    const { bytes } = await backupDatabase(loadConfig(env).database.url, file);
    print(values.json ? JSON.stringify({ file, bytes }) : `${file}: ${bytes} bytes`);
    return 0;
  },
});
