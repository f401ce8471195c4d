import { connect } from './load/connection.ts';
import type { Corpus } from './load/corpus.ts';

/** How long the command may take to its first answer. */
const patienceMs = 60_000;

/**
 * Knocks until the first picture of the corpus is answered, from the moment when the service's command was given.
 *
 * @returns milliseconds; that one answer counts as answered
 */
export async function firstAnswer(
  port: number,
  startedAt: number,
  corpus: Corpus,
  exited: () => string | null,
) {
  for (;;) {
    const status = await attempt(port, corpus);
    if (status === 200 || status === 201) return performance.now() - startedAt;
    const said = exited();
    if (said !== null) throw new Error(`it ended before its first answer: ${said}`);
    if (performance.now() - startedAt > patienceMs)
      throw new Error(`no answer within ${patienceMs / 1000} s; the last try ended with ${status}`);
    await Bun.sleep(2);
  }
}

async function attempt(port: number, corpus: Corpus): Promise<number | string> {
  const { promise, resolve } = Promise.withResolvers<number | string>();
  try {
    const connection = await connect({
      port,
      onAnswer: (_, { status }) => resolve(status),
      onLost: (_, reason) => resolve(reason),
    });
    connection.send(corpus.bytes, corpus.offsets[0] as number, corpus.offsets[1] as number);
    const answer = await promise;
    connection.close();
    return answer;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
