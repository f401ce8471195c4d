import { type Answer, type Connection, connect } from './connection.ts';
import type { Corpus } from './corpus.ts';
import { type Latencies, summarise } from './latencies.ts';

/** One answer that is looked at again when the load is over: does the database hold it? */
export interface SampledAnswer {
  /** Which request of the corpus. */
  readonly request: number;
  readonly body: string;
}

export interface LoadResult {
  /** Answers with 2xx in the measured time, per second. */
  readonly perSecond: number;
  readonly latency: Latencies;
  /** All 2xx answers, before the clock ran and after it stopped too: so many rows must be there. */
  readonly answered: number;
  /** Requests that were sent, whatever came of them. */
  readonly sent: number;
  /** 2xx answers in the measured time. */
  readonly measured: number;
  /** How long answers of another status took, e.g. a refusal. */
  readonly refusedLatency: Latencies;
  /** Answers that were none, by status; `lost` for connections that broke. */
  readonly failed: Readonly<Record<string, number>>;
  readonly sampled: readonly SampledAnswer[];
  readonly seconds: number;
  /** The load generator's own CPU, microseconds a request. */
  readonly generatorMicros: number;
}

export interface ClosedLoopOptions {
  readonly port: number;
  readonly corpus: Corpus;
  /** The first request to send; each is sent once. */
  readonly from: number;
  readonly connections: number;
  /** Sent before the clock runs. */
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** Stops after so many requests, if earlier. */
  readonly requests?: number | undefined;
  /** Called at the beginning and at the end of the measured time. */
  readonly onWindow?: ((edge: 'begin' | 'end') => void) | undefined;
}

/** One answer in so many is sampled. */
const sampleEvery = 97;

/** Each connection sends its next request as soon as its last one is answered. */
export async function closedLoop(options: ClosedLoopOptions): Promise<LoadResult> {
  const { port, corpus, connections: count, warmupSeconds, seconds, onWindow } = options;
  const { bytes, offsets } = corpus;
  const last = Math.min(corpus.count, options.from + (options.requests ?? corpus.count));
  const times = new Float32Array(last - options.from);
  const refusedTimes: number[] = [];
  const sampled: SampledAnswer[] = [];
  const failed: Record<string, number> = {};
  const done = Promise.withResolvers<void>();
  let [next, answered, measured, underWay] = [options.from, 0, 0, 0];
  let [begin, end] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [cpuBegin, cpuUsed] = [process.cpuUsage(), 0];
  let stopping = false;

  const fail = (kind: string) => {
    failed[kind] = (failed[kind] ?? 0) + 1;
  };
  const sendNext = (connection: Connection, now: number) => {
    if (stopping || next >= last) {
      stopWindow(now);
      return underWay === 0 ? done.resolve() : undefined;
    }
    const i = next++;
    underWay++;
    connection.request = i;
    connection.sentAt = now;
    connection.send(bytes, offsets[i] as number, offsets[i + 1] as number);
  };
  const startWindow = () => {
    begin = performance.now();
    cpuBegin = process.cpuUsage();
    onWindow?.('begin');
  };
  const stopWindow = (now: number) => {
    if (end !== Number.POSITIVE_INFINITY) return;
    stopping = true;
    end = now;
    const { user, system } = process.cpuUsage(cpuBegin);
    cpuUsed = user + system;
    onWindow?.('end');
  };

  const opened = Array.from({ length: count }, () =>
    connect({
      port,
      onAnswer(connection, answer) {
        const now = performance.now();
        underWay--;
        if (answer.status >= 200 && answer.status < 300) {
          answered++;
          if (now >= begin && now <= end) times[measured++] = now - connection.sentAt;
          if (answered % sampleEvery === 1)
            sampled.push({ request: connection.request, body: bodyOf(answer) });
        } else {
          fail(String(answer.status));
          if (now >= begin && now <= end) refusedTimes.push(now - connection.sentAt);
        }
        sendNext(connection, now);
      },
      onLost(connection, reason) {
        if (connection.request < 0 || (stopping && underWay === 0)) return;
        connection.request = -1;
        underWay--;
        fail(`lost: ${reason}`);
        if (underWay === 0) done.resolve();
      },
    }),
  );
  const connections = await Promise.all(opened);
  const started = performance.now();
  if (warmupSeconds === 0) startWindow();
  for (const connection of connections) sendNext(connection, started);
  const timers = [
    ...(warmupSeconds > 0 ? [setTimeout(startWindow, warmupSeconds * 1000)] : []),
    setTimeout(() => stopWindow(performance.now()), (warmupSeconds + seconds) * 1000),
    setTimeout(() => done.resolve(), (warmupSeconds + seconds) * 1000 + 30_000),
  ];
  await done.promise;
  stopWindow(performance.now());
  for (const timer of timers) clearTimeout(timer);
  for (const connection of connections) {
    connection.request = -1;
    connection.close();
  }
  const took = (end - begin) / 1000;
  return {
    perSecond: measured / took,
    latency: summarise(times.subarray(0, measured)),
    answered,
    sent: next - options.from,
    measured,
    refusedLatency: summarise(Float32Array.from(refusedTimes)),
    failed,
    sampled,
    seconds: took,
    generatorMicros: cpuUsed / Math.max(1, measured),
  };
}

export const bodyOf = ({ bytes, bodyAt }: Answer): string => bytes.toString('utf8', bodyAt);
