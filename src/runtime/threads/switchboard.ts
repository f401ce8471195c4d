import type { FromWorker, Settled, ToWorker } from './messages.ts';

/** Who can be asked: a worker by its number. */
export interface Extension {
  readonly index: number;
  post(message: ToWorker): void;
}

interface Call {
  readonly from: number;
  readonly id: number;
  readonly waiting: Set<number>;
  readonly answers: unknown[];
}

export interface Switchboard {
  /** A worker asks; those that are there will be asked. */
  ask(from: Extension, message: Extract<FromWorker, { kind: 'ask' }>): void;
  answer(from: Extension, message: Extract<FromWorker, { kind: 'answer' }>): void;
  /** It will not answer any more. */
  gone(index: number): void;
}

/** Passes questions between workers on and gathers the answers, in the main thread. */
export function createSwitchboard(extensions: () => readonly Extension[]): Switchboard {
  const calls = new Map<number, Call>();
  let next = 0;

  function settle(number: number, call: Call, result: Settled<readonly unknown[]>): void {
    calls.delete(number);
    extensions()
      .find(({ index }) => index === call.from)
      ?.post({ kind: 'answers', id: call.id, result });
  }

  function settleWhenComplete(number: number, call: Call): void {
    if (call.waiting.size === 0) settle(number, call, { answer: call.answers });
  }

  return {
    ask(from, { id, topic, question, leader }) {
      const called = extensions().filter(({ index }) => !leader || index === 0);
      const number = next++;
      const call = { from: from.index, id, waiting: new Set(called.map(({ index }) => index)), answers: [] };
      if (called.length === 0) {
        from.post({ kind: 'answers', id, result: { error: `Cannot ask for ${topic}: nobody is there` } });
        return;
      }
      calls.set(number, call);
      for (const { post } of called) post({ kind: 'question', id: number, topic, question });
    },
    answer(from, { id, result }) {
      const call = calls.get(id);
      if (!call?.waiting.delete(from.index)) return;
      if ('error' in result) {
        settle(id, call, result);
        return;
      }
      call.answers.push(result.answer);
      settleWhenComplete(id, call);
    },
    gone(index) {
      for (const [number, call] of calls) {
        if (call.from === index) calls.delete(number);
        else if (call.waiting.delete(index)) settleWhenComplete(number, call);
      }
    },
  };
}
