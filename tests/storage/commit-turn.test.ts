import { describe, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createTurnMemory, openCommitTurn } from '../../src/storage/commit-turn.ts';

const program = fileURLToPath(new URL('../fixtures/turn-holder.ts', import.meta.url));
const long = 60_000;

/** A thread in the middle of its turn. */
async function holder(memory: SharedArrayBuffer, forMs: number) {
  const worker = new Worker(program, { workerData: { memory, thread: 1, forMs } });
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}
const holds = (memory: SharedArrayBuffer) => Atomics.load(new Int32Array(memory), 0);

describe('the turn to commit', () => {
  test('is waited for while another thread has it, and given on', async () => {
    const memory = createTurnMemory();
    const worker = await holder(memory, 100);
    expect(holds(memory)).toBe(2);
    expect(openCommitTurn(memory, 0).during(() => holds(memory))).toBe(1);
    expect(holds(memory)).toBe(0);
    await worker.terminate();
  });

  test('is given back when the work fails', () => {
    const memory = createTurnMemory();
    const fail = () => {
      throw new Error('disk gone');
    };
    expect(() => openCommitTurn(memory, 0).during(fail)).toThrow('disk gone');
    expect(holds(memory)).toBe(0);
  });

  test('is taken back from a thread that ended in the middle of its own, and from no other', async () => {
    const memory = createTurnMemory();
    const turn = openCommitTurn(memory, 0);
    const worker = await holder(memory, long);
    turn.takeBackFrom(2);
    expect(holds(memory)).toBe(2);
    await worker.terminate();
    turn.takeBackFrom(1);
    expect(turn.during(() => holds(memory))).toBe(1);
  });

  test('is not waited for without end: then the database’s own lock has to do', async () => {
    const memory = createTurnMemory();
    const worker = await holder(memory, long);
    expect(openCommitTurn(memory, 0).during(() => holds(memory))).toBe(2);
    expect(holds(memory)).toBe(2);
    await worker.terminate();
  });
});
