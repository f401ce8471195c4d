import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node } from '../contenders/node.ts';
import { closedLoop } from '../load/closed-loop.ts';
import type { Corpus } from '../load/corpus.ts';
import { cpuSeconds, freePort, start } from '../processes.ts';
import { type CommitRates, commitsAlone } from './commits-alone.ts';

/** What one part of the work reaches with the machine to itself; all a second. */
export interface Ceilings {
  /** The deployed model alone, on pictures that are ready, on one core and on all. */
  readonly inference: { readonly one: number; readonly all: number };
  /** With decoding and preprocessing. */
  readonly whole: { readonly one: number; readonly all: number };
  /** The peers' network in native ONNX Runtime, one core; null when the peer is not installed. */
  readonly native: number | null;
  /** Elysia taking and giving the same JSON, one process, 32 connections. */
  readonly http: number;
  readonly commits: CommitRates;
  /** The service itself, all but the storing. */
  readonly storingNothing: readonly StoringNothing[];
}

export interface StoringNothing {
  readonly connections: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
  /** User and system time of the whole process, microseconds a request. */
  readonly cpuMicros: number;
}

export interface CeilingOptions {
  readonly corpus: Corpus;
  readonly corpusFolder: string;
  readonly images: string | undefined;
  /** On the disk that the services write to. */
  readonly folder: string;
  readonly seconds: number;
  readonly cores: number;
  readonly peers: boolean;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

export async function measureCeilings(options: CeilingOptions): Promise<Ceilings> {
  const { corpus, folder, seconds, cores, peers } = options;
  const one = await bareLoops(1, options);
  const all = await bareLoops(cores, options);
  return {
    inference: { one: one.inference, all: all.inference },
    whole: { one: one.whole, all: all.whole },
    native: peers ? await nativeLoop(seconds) : null,
    http: await httpAlone(corpus, seconds),
    commits: commitsAlone(folder, seconds),
    storingNothing: await storingNothing(corpus, folder, seconds),
  };
}

async function storingNothing(corpus: Corpus, folder: string, seconds: number): Promise<StoringNothing[]> {
  const port = freePort();
  const service = start({
    command: [process.execPath, '--no-env-file', `${here}storing-nothing.ts`],
    cwd: root,
    env: { PORT: String(port), DATABASE_URL: `file:${join(folder, 'nothing.db')}`, LOG_LEVEL: 'warn' },
  });
  const found: StoringNothing[] = [];
  try {
    await Bun.sleep(3000);
    let [from, cpu] = [0, 0];
    for (const connections of [32, 32, 128]) {
      const { perSecond, latency, measured, sent } = await closedLoop({
        ...{ port, corpus, from, connections, warmupSeconds: 1, seconds },
        onWindow: (edge) => {
          cpu = edge === 'begin' ? cpuSeconds([service.pid]) : cpuSeconds([service.pid]) - cpu;
        },
      });
      from += sent;
      found.push({ connections, perSecond, p99: latency.p99, cpuMicros: (cpu * 1e6) / measured });
    }
  } finally {
    await service.stop();
  }
  // The first warmed it up.
  return found.slice(1);
}

/** Runs a program to its end; its last line is JSON. */
async function answerOf<T>(command: readonly string[], cwd: string): Promise<T> {
  const program = start({ command, cwd });
  const code = await program.exited;
  const line = program.output().trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !line.startsWith('{'))
    throw new Error(`${command.join(' ')} failed: ${program.output()}`);
  return JSON.parse(line);
}

/** Bare loops side by side: pictures a second, all together. */
export async function bareLoops(
  processes: number,
  {
    corpus,
    corpusFolder,
    images,
    seconds,
  }: Pick<CeilingOptions, 'corpus' | 'corpusFolder' | 'images' | 'seconds'>,
) {
  const command = [
    ...[process.execPath, `${here}inference-loop.ts`, '--folder', corpusFolder],
    ...['--count', `${corpus.built}`, '--seconds', `${seconds}`, ...(images ? ['--images', images] : [])],
  ];
  const rates = await Promise.all(
    Array.from({ length: processes }, () => answerOf<{ inference: number; whole: number }>(command, root)),
  );
  const sum = (name: 'inference' | 'whole') => rates.reduce((total, rate) => total + rate[name], 0);
  return { inference: sum('inference'), whole: sum('whole') };
}

async function nativeLoop(seconds: number): Promise<number> {
  const cwd = fileURLToPath(new URL('../peers/node', import.meta.url));
  const { inference } = await answerOf<{ inference: number }>([node, 'inference-loop.js', `${seconds}`], cwd);
  return inference;
}

async function httpAlone(corpus: Corpus, seconds: number): Promise<number> {
  const port = freePort();
  const server = start({
    command: [process.execPath, `${here}http-alone.ts`],
    cwd: root,
    env: { PORT: String(port) },
  });
  await Bun.sleep(700);
  try {
    const load = { port, corpus, from: 0, connections: 32, warmupSeconds: 0.3, seconds };
    return (await closedLoop(load)).perSecond;
  } finally {
    await server.stop();
  }
}
