import type { RunningContender } from '../contenders/contender.ts';
import { closedLoop } from '../load/closed-loop.ts';
import type { Corpus } from '../load/corpus.ts';
import { memory } from '../processes.ts';
import type { Million } from '../result.ts';

/** All pictures of the corpus, one after the other; memory is looked at after each tenth. */
export async function measureMillion(
  running: RunningContender,
  corpus: Corpus,
  say: (text: string) => void,
): Promise<Million> {
  const begin = performance.now();
  const step = Math.ceil(corpus.count / 10);
  const seen: { predictions: number; memory: ReturnType<typeof memory> }[] = [];
  let answered = 1;
  for (let from = 1; from < corpus.count; from += step) {
    const options = { port: running.port, corpus, connections: 32, warmupSeconds: 0, seconds: 600 };
    answered += (await closedLoop({ ...options, from, requests: step })).answered;
    seen.push({ predictions: answered, memory: memory(running.pids) });
    say(`${answered} predictions`);
  }
  return { predictions: answered, perSecond: (answered * 1000) / (performance.now() - begin), memory: seen };
}
