import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCeilings } from './ceilings/index.ts';
import { contenders as known } from './contenders/index.ts';
import { type ExtraName, extraNames, measureExtra } from './extras/index.ts';
import { type Corpus, corpusFolder, openCorpus } from './load/corpus.ts';
import { measureRound } from './measure-round.ts';
import { killAll, start } from './processes.ts';
import { toChart } from './report/chart.ts';
import { toText } from './report/text.ts';
import { type ContenderResult, type Extras, holds, type Result, type Round } from './result.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const parts = [...known.map(({ id }) => id), 'ceilings', ...extraNames];
const usage = `Measures Inkwell and its peers on this machine, and what the parts of the work reach alone.

  bun run bench [--quick] [--only inkwell,node-grouped,…] [--images IDX] [--rounds 3] [--seconds 4] [--out FOLDER] [--dir FOLDER]

  --quick    a minute or two, to see that all of it works: no figure to quote
  --only     parts, separated by commas: ${parts.join(', ')}
  --images   pictures of an IDX file, e.g. MNIST's, instead of drawn ones (those are all easy: the first network decides)
  --rounds   how often each contender is started and measured, in turn
  --seconds  how long each number of connections is measured
  --out      where result.json, result.md and chart.svg are written; quick runs write only when told
  --dir      where the databases lie while it runs: its disk is what is measured

Peers are installed by bench/peers/setup.sh; what is missing is left out.`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    images: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    out: { type: 'string' },
    dir: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});
const { quick, images } = values;
const seconds = Number(values.seconds ?? (quick ? 1 : 4));
const rounds = Number(values.rounds ?? (quick ? 1 : 3));
const only = values.only?.split(',') ?? parts;
const out = values.out ?? (quick ? undefined : here);
const begin = performance.now();

function say(text: string): void {
  const clock = new Date(performance.now() - begin).toISOString().slice(14, 19);
  process.stderr.write(`${clock}  ${text}\n`);
}

async function main(): Promise<number> {
  const unknown = only.filter((part) => !parts.includes(part));
  if (unknown.length > 0)
    throw new Error(`--only does not know ${unknown.join(', ')}; it knows ${parts.join(', ')}`);
  const folder = await mkdtemp(join(values.dir, 'inkwell-bench-'));
  process.on('exit', () => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  });
  // PostgreSQL runs as another user than root and has to come in.
  await chmod(folder, 0o755);
  try {
    const corpus = await makePictures();
    const skipped: Record<string, string> = {};
    const ceilings = only.includes('ceilings') ? await ceilingsOf(corpus, folder) : null;
    const { results, broken } = await measureAll(corpus, folder, skipped);
    const extras = await measureExtras(corpus, folder, ceilings?.whole.all ?? null, broken);
    const result: Result = {
      ...{
        date: new Date().toISOString(),
        commit: await commit(),
        machine: machine(),
        pictures: corpus.pictures,
      },
      ...{ quick, secondsPerLevel: seconds, ceilings, contenders: results, skipped, extras },
    };
    process.stdout.write(`\n${toText(result)}\n`);
    if (out) await write(result, out);
    const untrue = results.flatMap(({ name, rounds }) =>
      rounds.filter(({ check }) => !holds(check)).map(() => name),
    );
    for (const name of untrue) say(`${name} did not keep what it answered`);
    for (const text of broken) say(text);
    return untrue.length + broken.length > 0 ? 1 : 0;
  } finally {
    killAll();
  }
}

async function makePictures(): Promise<Corpus> {
  const count = quick ? 60_000 : 1_000_000;
  // More than the fastest contender can answer in a round; all of them for the long run.
  const longest = Math.ceil((2 + 5 * (seconds + 0.3)) * 22_000);
  const first = only.includes('million') ? count : Math.min(count, longest);
  let told = -1;
  const corpus = await openCorpus({
    ...{ count, images, first, folder: corpusFolder },
    progress(share) {
      const tenth = Math.floor(share * 10);
      if (tenth > told) say(`making ${count} pictures: ${tenth * 10} %`);
      told = tenth;
    },
  });
  say(`${corpus.count} different pictures: ${corpus.pictures}`);
  return corpus;
}

async function ceilingsOf(corpus: Corpus, folder: string) {
  say('ceilings: each part of the work alone');
  const peers = known.some(({ id, missing }) => id === 'node-single' && missing() === null);
  return measureCeilings({
    ...{ corpus, corpusFolder, images, folder, peers },
    ...{ seconds: Math.min(seconds, 3), cores: cpus().length },
  });
}

/** Rounds in turn, so that what changes on the machine meanwhile meets everybody. */
async function measureAll(corpus: Corpus, folder: string, skipped: Record<string, string>) {
  const broken: string[] = [];
  const taking = known.filter(({ id, name, missing }) => {
    if (!only.includes(id)) return false;
    const why = missing();
    if (why !== null) {
      skipped[name] = why;
      say(`${name} is left out: ${why}`);
    }
    return why === null;
  });
  const measured = new Map<string, Round[]>(taking.map(({ id }) => [id, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const contender of taking) {
      if (skipped[contender.name]) continue;
      const own = await mkdtemp(join(folder, `${contender.id}-`));
      await chmod(own, 0o755);
      try {
        const options = { contender, round, folder: own, corpus, levels: [1, 8, 32, 128], seconds };
        const told = await measureRound({
          ...options,
          say: (text) => say(`round ${round} of ${rounds}: ${contender.name}: ${text}`),
        });
        measured.get(contender.id)?.push(told);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        say(why);
        broken.push(why);
        skipped[contender.name] = why.split('\n')[0] ?? why;
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    }
  }
  const results: ContenderResult[] = taking
    .map(({ id, name }) => ({ id, name, rounds: measured.get(id) ?? [] }))
    .filter((result) => result.rounds.length > 0);
  return { results, broken };
}

async function measureExtras(
  corpus: Corpus,
  folder: string,
  ceiling: number | null,
  broken: string[],
): Promise<Extras> {
  const extras: Extras = {};
  for (const name of extraNames.filter((extra): extra is ExtraName => only.includes(extra))) {
    if (name === 'million' && quick && values.only === undefined) continue;
    const own = await mkdtemp(join(folder, `${name}-`));
    try {
      say(`${name}: …`);
      const context = {
        corpus,
        folder: own,
        cache: corpusFolder,
        seconds,
        ceiling,
        say: (text: string) => say(`${name}: ${text}`),
      };
      Object.assign(extras, { [name]: await measureExtra(name, context) });
    } catch (error) {
      const why = `${name}: ${error instanceof Error ? error.message : error}`;
      say(why);
      broken.push(why);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }
  return extras;
}

async function write(result: Result, to: string): Promise<void> {
  await Bun.write(join(to, 'result.json'), `${JSON.stringify(result, null, 1)}\n`);
  await Bun.write(join(to, 'result.md'), `${toText(result)}\n`);
  if (result.contenders.length > 0) await Bun.write(join(to, 'chart.svg'), toChart(result));
  say(`written to ${to}`);
}

async function commit(): Promise<string> {
  const git = start({ command: ['git', 'rev-parse', '--short', 'HEAD'], cwd: here });
  return (await git.exited) === 0 ? git.output().trim() : 'unknown';
}

function machine(): string {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${gigabytes} GB, Bun ${Bun.version}`;
}

if (values.help) process.stdout.write(`${usage}\n`);
else {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
