/**
 * A million predictions, PNG in JSON, PNG in forms and JPEG in turn, each picture another one: memory and handles of the service
 * after each tenth. Exit status 1 when the end is not where the first tenth was: memory within 5 %, no more handles.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inkwell } from './contenders/inkwell.ts';
import { firstAnswer } from './first-answer.ts';
import { corpusFolder, openCorpus } from './load/corpus.ts';
import { killAll, memory, tree } from './processes.ts';
import { kinds, mixedRequests } from './soak/mixed-requests.ts';
import { sendAll } from './soak/send-all.ts';

const usage = `Sends a mix of requests and watches memory and handles of the service.

  bun bench/soak.ts [--count 1000000] [--connections 32] [--images IDX] [--dir FOLDER]`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    connections: { type: 'string', default: '32' },
    images: { type: 'string' },
    dir: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});

/** What the end may differ by from the first tenth. */
const tolerance = 0.05;
/** The service looks once a second whether it is idle, and tidies up then. Milliseconds. */
const quiet = 4_000;
const steps = 10;

interface Look {
  readonly predictions: number;
  readonly pss: number;
  readonly handles: number;
  readonly threads: number;
  readonly perSecond: number;
}

async function main(): Promise<number> {
  const count = Number(values.count);
  const corpus = await openCorpus({
    count: Math.max(count, 1000),
    images: values.images,
    folder: corpusFolder,
  });
  const request = await mixedRequests(corpus);
  const folder = mkdtempSync(join(values.dir, 'inkwell-soak-'));
  process.on('exit', () => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  });
  const running = await inkwell.start(folder);
  await firstAnswer(running.port, running.startedAt, corpus, running.ended);
  const looks: Look[] = [await look(running.pids, 0, 0)];
  say(looks[0]);
  let refused = 0;
  for (let step = 0; step < steps; step++) {
    const [from, to] = [step, step + 1].map((n) => 1 + Math.floor(((count - 1) * n) / steps)) as [
      number,
      number,
    ];
    const begin = performance.now();
    const sent = await sendAll({ ...running, connections: Number(values.connections), from, to, request });
    refused += sent.refused;
    const perSecond = ((to - from) * 1000) / (performance.now() - begin);
    looks.push(await look(running.pids, to, perSecond));
    say(looks.at(-1));
  }
  const stored = await running.count();
  await running.stop();
  return judge(looks, stored, count, refused);
}

/** Once the service is quiet: what it holds then, it keeps. */
async function look(pids: readonly number[], predictions: number, perSecond: number): Promise<Look> {
  await Bun.sleep(quiet);
  const all = pids.flatMap(tree);
  const entries = (name: string) =>
    all.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/${name}`).length, 0);
  return { predictions, perSecond, pss: memory(pids).pss, handles: entries('fd'), threads: entries('task') };
}

function judge(looks: readonly Look[], stored: number, count: number, refused: number): number {
  const [, first] = looks;
  const last = looks.at(-1);
  if (!first || !last) return 1;
  const grown = last.pss / first.pss - 1;
  const verdicts = {
    [`memory ${(grown * 100).toFixed(1)} % from the first tenth, at most ±${tolerance * 100} %`]:
      Math.abs(grown) <= tolerance,
    [`handles ${first.handles} → ${last.handles}`]: last.handles <= first.handles,
    [`stored ${stored} of ${count}, ${refused} refused in between and sent again`]: stored === count,
  };
  for (const [text, good] of Object.entries(verdicts))
    process.stdout.write(`${good ? 'met   ' : 'MISSED'}  ${text}\n`);
  return Object.values(verdicts).every(Boolean) ? 0 : 1;
}

function say(seen: Look | undefined): void {
  if (!seen) return;
  const { predictions, pss, handles, threads, perSecond } = seen;
  const clock = new Date().toISOString().slice(11, 19);
  process.stdout.write(
    `${clock}  ${predictions} predictions (${kinds.join(', ')}), ${Math.round(perSecond)}/s: ${(pss / 1e6).toFixed(1)} MB PSS, ${handles} handles, ${threads} threads\n`,
  );
}

if (values.help) process.stdout.write(`${usage}\n`);
else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
