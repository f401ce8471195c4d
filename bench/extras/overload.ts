import type { RunningContender } from '../contenders/contender.ts';
import { closedLoop } from '../load/closed-loop.ts';
import type { Corpus } from '../load/corpus.ts';
import type { Overload } from '../result.ts';

/** Ten times the connections that keep it busy, each of which asks again at once when it is answered or refused. */
const connections = 1280;

export async function measureOverload(
  { port }: RunningContender,
  corpus: Corpus,
  seconds: number,
): Promise<Overload> {
  const result = await closedLoop({ port, corpus, from: 1, connections, warmupSeconds: 1, seconds });
  const refused = Object.values(result.failed).reduce((sum, count) => sum + count, 0);
  return {
    connections,
    accepted: { perSecond: result.perSecond, latency: result.latency },
    refused: { perSecond: refused / (result.seconds + 1), latency: result.refusedLatency },
    failed: result.failed,
  };
}
