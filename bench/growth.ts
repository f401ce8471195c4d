import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { v7 } from 'uuid';
import { createAccuracyStore } from '../src/storage/accuracy.ts';
import { openDatabase } from '../src/storage/database.ts';
import { createLibsqlStore } from '../src/storage/libsql-store.ts';
import { createRandom } from '../tests/support/synthetic.ts';
import { measureInserts } from './growth/measure-inserts.ts';
import { measureReads } from './growth/measure-reads.ts';
import { seed } from './seed/seed.ts';

const usage = `Does the service slow down as its history grows? Inserts into a large and into an empty database, turn by turn, and
every kind of read of the large one.

  bun bench/growth.ts [FILE] [--count 1000000] [--runs 40] [--rounds 500] [--json]

FILE is made by bench/seed.ts, and grows by some rows here; without it one of --count rows is made, and removed at the end.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkwell-growth-'));
  try {
    const path = positionals[0] ?? join(folder, 'large.db');
    if (positionals[0] === undefined) await seed(path, Number(values.count));
    const empty = join(folder, 'empty.db');
    await seed(empty, 0);
    report(await measure(path, empty));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(path: string, empty: string) {
  const migrationsFolder = fileURLToPath(new URL('../drizzle', import.meta.url));
  const database = await openDatabase({ url: `file:${path}`, migrationsFolder });
  const store = createLibsqlStore(database);
  const { count: rows } = await store.count({});
  const now = Date.now();
  const random = createRandom(3);
  const somewhere = () => v7({ msecs: now - Math.floor(random() * 365 * 86_400_000) });
  process.stderr.write(`reads of ${rows} predictions\n`);
  const accuracy = createAccuracyStore(database);
  const reads = await measureReads({ store, accuracy, runs: Number(values.runs), now, somewhere });
  await store.close();
  process.stderr.write('inserts\n');
  const [small, large] = measureInserts([empty, path], Number(values.rounds), v7);
  return { rows, megabytes: Math.round(Bun.file(path).size / 1e6), reads, inserts: { empty: small, large } };
}

function report(result: Awaited<ReturnType<typeof measure>>): void {
  if (values.json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { rows, megabytes, reads, inserts } = result;
  console.log(`\n${rows} predictions, ${megabytes} MB\n\nmilliseconds`);
  console.table(reads);
  console.log('inserts, 32 rows a commit, synchronous=FULL');
  console.table(inserts);
}
