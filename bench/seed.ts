import { parseArgs } from 'node:util';
import { seed } from './seed/seed.ts';

const usage = `Makes a database full of plausible predictions, about 1.4 kB each, to see how the service grows.

  bun bench/seed.ts FILE [--count 10000000]

The service takes it as DATABASE_URL=file:FILE.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '10000000' }, help: { type: 'boolean', default: false } },
});

const [path] = positionals;
if (values.help || path === undefined) console.log(usage);
else await seed(path, Number(values.count));
