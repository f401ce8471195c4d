import type { Contender, RunningContender } from './contenders/contender.ts';
import { firstAnswer } from './first-answer.ts';
import { closedLoop, type LoadResult, type SampledAnswer } from './load/closed-loop.ts';
import { type Corpus, pngOf } from './load/corpus.ts';
import { openLoop } from './load/open-loop.ts';
import { cpuSeconds, memory } from './processes.ts';
import type { Check, Level, Round } from './result.ts';

export interface RoundOptions {
  readonly contender: Contender;
  readonly round: number;
  /** Empty; on the disk that is measured. */
  readonly folder: string;
  readonly corpus: Corpus;
  readonly levels: readonly number[];
  readonly seconds: number;
  readonly say: (text: string) => void;
}

/** At most so many answers are looked up in the database. */
const mostCompared = 300;

/** Starts a contender on an empty database, drives it at every level, and looks whether it kept what it answered. */
export async function measureRound(options: RoundOptions): Promise<Round> {
  const { contender, round, folder, corpus, levels, seconds, say } = options;
  const running = await contender.start(folder);
  const results: LoadResult[] = [];
  // The first picture was the first answer's. Every other is sent once.
  let next = 1;
  const load = async (connections: number, warmupSeconds: number, forSeconds: number) => {
    let [cpuBegin, cpu] = [0, 0];
    const result = await closedLoop({
      ...{ port: running.port, corpus, from: next, connections, warmupSeconds, seconds: forSeconds },
      onWindow(edge) {
        if (edge === 'begin') cpuBegin = cpuSeconds(running.pids);
        else cpu = cpuSeconds(running.pids) - cpuBegin;
      },
    });
    next += result.sent;
    results.push(result);
    return { result, cpu };
  };

  try {
    const coldStartMs = await firstAnswer(running.port, running.startedAt, corpus, running.ended);
    await Bun.sleep(500);
    const idle = memory(running.pids);
    say('warming up');
    await load(32, 0, Math.min(2, seconds));
    const measured: Level[] = [];
    for (const connections of levels) {
      say(`${connections} connections`);
      const { result, cpu } = await load(connections, 0.3, seconds);
      measured.push(toLevel(connections, result, cpu));
    }
    const reached = measured.find(({ connections }) => connections === 32) ?? measured.at(-1);
    say('half the rate');
    const half = await openLoop({
      ...{ port: running.port, corpus, from: next, connections: 128, warmupSeconds: 0.3, seconds },
      perSecond: (reached?.perSecond ?? 0) / 2,
    });
    results.push(half);
    const loaded = memory(running.pids);
    say('comparing what it stored');
    const check = await compare(running, corpus, results);
    return {
      ...{ round, coldStartMs, idle, loaded, levels: measured, check },
      half: { perSecond: half.perSecond, latency: half.latency },
    };
  } catch (cause) {
    throw new Error(
      `${contender.name}: ${cause instanceof Error ? cause.message : cause}\n${running.output()}`,
      {
        cause,
      },
    );
  } finally {
    await running.stop();
  }
}

function toLevel(connections: number, result: LoadResult, cpu: number): Level {
  return {
    connections,
    perSecond: result.perSecond,
    latency: result.latency,
    cpuPerThousand: (cpu * 1000) / Math.max(1, result.measured),
    generatorPerThousand: result.generatorMicros / 1000,
  };
}

/** Every answer needs its row; of some, digit and picture are read too. */
async function compare(
  running: RunningContender,
  corpus: Corpus,
  results: readonly LoadResult[],
): Promise<Check> {
  const sent = 1 + results.reduce((sum, result) => sum + result.sent, 0);
  const answered = 1 + results.reduce((sum, result) => sum + result.answered, 0);
  const all = results.flatMap(({ sampled }) => sampled);
  const step = Math.max(1, Math.floor(all.length / mostCompared));
  const chosen = all.filter((_, i) => i % step === 0);
  let wrong = 0;
  for (const answer of chosen) if (!(await isStored(running, corpus, answer))) wrong++;
  const failed: Record<string, number> = {};
  for (const result of results)
    for (const [kind, count] of Object.entries(result.failed)) failed[kind] = (failed[kind] ?? 0) + count;
  return { sent, answered, rows: await running.count(), compared: chosen.length, wrong, failed };
}

async function isStored(running: RunningContender, corpus: Corpus, answer: SampledAnswer): Promise<boolean> {
  const { prediction }: { prediction: number | null } = JSON.parse(answer.body);
  const row = await running.stored(answer);
  return row !== null && row.digit === prediction && pngOf(corpus, answer.request).equals(row.image);
}
