import type { Peers } from '../core/peers.ts';

/** How much memory all workers share, in bytes. */
export const sharedBytes = 256 * 1024;

type Handler = (question: unknown) => unknown;

/** The peers of the only thread that there is: it asks itself. */
export function createLonePeers(): Peers {
  const handlers = new Map<string, Handler>();
  async function askSelf<Answer>(topic: string, question?: unknown): Promise<Answer> {
    const handler = handlers.get(topic);
    if (!handler) throw new Error(`Cannot ask for ${topic}: nobody answers it`);
    return (await handler(question)) as Answer;
  }
  return {
    leader: true,
    shared: new SharedArrayBuffer(sharedBytes),
    answer: (topic, handler) => void handlers.set(topic, handler as Handler),
    ask: async <Answer>(topic: string, question?: unknown) => [await askSelf<Answer>(topic, question)],
    askLeader: askSelf,
  };
}
