import { bodyOf, type LoadResult, type SampledAnswer } from './closed-loop.ts';
import { type Connection, connect } from './connection.ts';
import type { Corpus } from './corpus.ts';
import { summarise } from './latencies.ts';

export interface OpenLoopOptions {
  readonly port: number;
  readonly corpus: Corpus;
  readonly from: number;
  /** How many may be under way; beyond that requests wait, and their waiting counts. */
  readonly connections: number;
  /** Requests that fall due each second, whether the last ones are answered or not. */
  readonly perSecond: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/**
 * Requests fall due at a fixed rate, as those of many people do: a slow answer delays no later request, so no wait goes
 * unseen. What falls due is sent once a millisecond (a busy clock would take a core from the service), together.
 */
export async function openLoop(options: OpenLoopOptions): Promise<LoadResult> {
  const { port, corpus, connections: count, perSecond, warmupSeconds, seconds } = options;
  const { bytes, offsets } = corpus;
  const times = new Float32Array(Math.ceil(perSecond * (warmupSeconds + seconds) * 1.2) + count);
  const sampled: SampledAnswer[] = [];
  const failed: Record<string, number> = {};
  const free: Connection[] = [];
  /** When the requests fell due that found no free connection, first come first. */
  const waiting: number[] = [];
  let [next, due, answered, measured, underWay] = [options.from, 0, 0, 0, 0];

  const send = (connection: Connection, dueAt: number) => {
    if (next >= corpus.count) return;
    const i = next++;
    underWay++;
    connection.request = i;
    connection.sentAt = dueAt;
    connection.send(bytes, offsets[i] as number, offsets[i + 1] as number);
  };
  const connections = await Promise.all(
    Array.from({ length: count }, () =>
      connect({
        port,
        onAnswer(connection, answer) {
          const now = performance.now();
          underWay--;
          if (answer.status >= 200 && answer.status < 300) {
            answered++;
            if (connection.sentAt >= begin && connection.sentAt < end)
              times[measured++] = now - connection.sentAt;
            if (answered % 97 === 1) sampled.push({ request: connection.request, body: bodyOf(answer) });
          } else failed[String(answer.status)] = (failed[String(answer.status)] ?? 0) + 1;
          const dueAt = waiting.shift();
          if (dueAt === undefined) free.push(connection);
          else send(connection, dueAt);
        },
        onLost(connection, reason) {
          if (connection.request < 0) return;
          connection.request = -1;
          underWay--;
          failed[`lost: ${reason}`] = (failed[`lost: ${reason}`] ?? 0) + 1;
        },
      }),
    ),
  );
  free.push(...connections);
  const started = performance.now();
  const begin = started + warmupSeconds * 1000;
  const end = begin + seconds * 1000;
  let cpu = process.cpuUsage();
  setTimeout(() => {
    cpu = process.cpuUsage();
  }, warmupSeconds * 1000);
  await new Promise<void>((resolve) => {
    const clock = setInterval(() => {
      const now = performance.now();
      const until = Math.floor(((Math.min(now, end) - started) / 1000) * perSecond);
      for (; due < until; due++) {
        const connection = free.pop();
        if (connection) send(connection, now);
        else waiting.push(now);
      }
      if (now < end || (underWay > 0 && now < end + 10_000)) return;
      clearInterval(clock);
      resolve();
    }, 1);
  });
  const { user, system } = process.cpuUsage(cpu);
  for (const connection of connections) {
    connection.request = -1;
    connection.close();
  }
  return {
    perSecond: measured / seconds,
    latency: summarise(times.subarray(0, measured)),
    answered,
    sent: next - options.from,
    measured,
    refusedLatency: summarise(new Float32Array()),
    failed,
    sampled,
    seconds,
    generatorMicros: (user + system) / Math.max(1, measured),
  };
}
