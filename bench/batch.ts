import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bareLoops } from './ceilings/index.ts';
import { inkwell } from './contenders/inkwell.ts';
import { sendBatch } from './extras/batch.ts';
import { firstAnswer } from './first-answer.ts';
import { corpusFolder, openCorpus } from './load/corpus.ts';
import { cpuSeconds, killAll } from './processes.ts';

const usage = `POST /predict/batch of 10,000 pictures, and between its rounds the bare loop of decoding and inference on all cores.

  bun bench/batch.ts [--images IDX] [--rounds 3] [--dir FOLDER]`;

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    dir: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});
const size = 10_000;

async function main(): Promise<void> {
  const { images } = values;
  const corpus = await openCorpus({ count: 100_000, images, folder: corpusFolder });
  const folder = await mkdtemp(join(values.dir, 'inkwell-batch-'));
  const service = await inkwell.start(folder);
  try {
    await firstAnswer(service.port, service.startedAt, corpus, service.ended);
    // Twice without counting: threads start, code is compiled.
    for (const from of [1, 1 + size]) await sendBatch(service.port, corpus, from, size);
    for (let round = 1; round <= Number(values.rounds); round++) {
      const bare = await bareLoops(cpus().length, { corpus, corpusFolder, images, seconds: 1.5 });
      const before = cpuSeconds(service.pids);
      const from = 1 + (((round + 1) * size) % (corpus.count - size));
      const perSecond = await sendBatch(service.port, corpus, from, size);
      const micros = ((cpuSeconds(service.pids) - before) / size) * 1e6;
      console.log(
        `${perSecond.toFixed(0)} pictures/s, ${((100 * perSecond) / bare.whole).toFixed(1)} % of ${bare.whole.toFixed(0)}; ` +
          `${micros.toFixed(0)} µs of CPU a picture, the bare loop ${((cpus().length * 1e6) / bare.whole).toFixed(0)}`,
      );
    }
  } finally {
    await service.stop();
    killAll();
    await rm(folder, { recursive: true, force: true });
  }
}

if (values.help) console.log(usage);
else await main();
process.exit(0);
