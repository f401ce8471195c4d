import { parseArgs } from 'node:util';
import { closedLoop } from './load/closed-loop.ts';
import { corpusFolder, openCorpus } from './load/corpus.ts';
import { openLoop } from './load/open-loop.ts';

const usage = `Sends distinct 28×28 PNGs to a running service and says how fast they were answered.

  bun bench/load.ts --port 3000 [--connections 32] [--seconds 5] [--warmup 2] [--count 100000]
                    [--from 0] [--images IDX] [--rate REQUESTS_PER_SECOND]`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3000' },
    connections: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '5' },
    warmup: { type: 'string', default: '2' },
    count: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    images: { type: 'string' },
    rate: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else {
  const corpus = await openCorpus({
    count: Number(values.count),
    images: values.images,
    folder: corpusFolder,
    progress: (share) => process.stderr.write(`\rmaking pictures ${Math.round(share * 100)} % `),
  });
  const options = {
    port: Number(values.port),
    corpus,
    from: Number(values.from),
    connections: Number(values.connections),
    warmupSeconds: Number(values.warmup),
    seconds: Number(values.seconds),
  };
  const result = values.rate
    ? await openLoop({ ...options, perSecond: Number(values.rate) })
    : await closedLoop(options);
  const { sampled, ...figures } = result;
  console.log(JSON.stringify({ ...figures, example: sampled[0]?.body.slice(0, 200) }, null, 2));
  process.exit(0);
}
