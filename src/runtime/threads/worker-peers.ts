import type { Peers } from '../../core/peers.ts';
import type { FromWorker, Settled } from './messages.ts';

export interface WorkerPeers {
  readonly peers: Peers;
  /** Another worker, or this one, asks. */
  question(id: number, topic: string, question: unknown): Promise<void>;
  /** What the others said to a question of this worker. */
  answers(id: number, result: Settled<readonly unknown[]>): void;
}

/** A worker's end of the talk between workers; the main thread passes every message on. */
export function createWorkerPeers(
  post: (message: FromWorker) => void,
  { leader, shared }: { leader: boolean; shared: SharedArrayBuffer },
): WorkerPeers {
  const handlers = new Map<string, (question: unknown) => unknown>();
  const asked = new Map<number, (result: Settled<readonly unknown[]>) => void>();
  let next = 0;

  async function send<Answer>(topic: string, question: unknown, leaderOnly: boolean): Promise<Answer[]> {
    const id = next++;
    const result = await new Promise<Settled<readonly unknown[]>>((resolve) => {
      asked.set(id, resolve);
      post({ kind: 'ask', id, topic, question, leader: leaderOnly });
    });
    if ('error' in result) throw new Error(result.error);
    return result.answer as Answer[];
  }

  async function answerTo(topic: string, question: unknown): Promise<Settled> {
    try {
      const handler = handlers.get(topic);
      if (!handler) throw new Error(`Cannot ask for ${topic}: nobody answers it`);
      return { answer: await handler(question) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    peers: {
      leader,
      shared,
      answer: (topic, handler) => void handlers.set(topic, handler as (question: unknown) => unknown),
      ask: (topic, question) => send(topic, question, false),
      async askLeader<Answer>(topic: string, question?: unknown): Promise<Answer> {
        const [answer] = await send<Answer>(topic, question, true);
        return answer as Answer;
      },
    },
    async question(id, topic, question) {
      post({ kind: 'answer', id, result: await answerTo(topic, question) });
    },
    answers(id, result) {
      asked.get(id)?.(result);
      asked.delete(id);
    },
  };
}
