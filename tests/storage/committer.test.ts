import { describe, expect, test } from 'bun:test';
import type { Task, Verdict } from '../../src/storage/carried.ts';
import { createTurnMemory, openCommitTurn } from '../../src/storage/commit-turn.ts';
import { createCommitter } from '../../src/storage/committer.ts';

const task = (name: string): Task => ({ kind: 'batch', statements: [{ sql: name, args: [] }] });
const nameOf = (one: Task) => (one.kind === 'batch' ? (one.statements[0]?.sql ?? '') : '');
const answerTo = (name: string): Verdict => ({ error: { message: name, code: null, rawCode: undefined } });

/** @param sync of the group; at once unless said otherwise. */
function open(sync: (blocking: boolean) => Promise<void> = async () => {}) {
  const commits: string[][] = [];
  const observed: number[] = [];
  const closed: string[] = [];
  const committer = createCommitter({
    group: {
      commit(tasks) {
        const names = tasks.map(nameOf);
        commits.push(names);
        return names.map(answerTo);
      },
      sync,
      close: () => void closed.push('group'),
    },
    turn: openCommitTurn(createTurnMemory(), 0),
    observe: (_, changes) => void observed.push(changes),
  });
  return { committer, commits, observed, closed };
}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a committer', () => {
  test('commits together what is wanted in one turn of the loop, and each hears of its own', async () => {
    const { committer, commits, observed } = open();
    const verdicts = await Promise.all(['a', 'b', 'c'].map((name) => committer.carry(task(name))));
    expect(commits).toEqual([['a', 'b', 'c']]);
    expect(verdicts).toEqual(['a', 'b', 'c'].map(answerTo));
    expect(observed).toEqual([3]);
  });

  test('lets a lone change wait for nobody', async () => {
    const { committer, commits } = open();
    const lone = committer.carry(task('a'));
    await nextTurn();
    expect(commits).toEqual([['a']]);
    await lone;
  });

  test('lets company wait one turn for what was read meanwhile', async () => {
    const { committer, commits } = open();
    const first = [committer.carry(task('a')), committer.carry(task('b'))];
    await nextTurn();
    expect(commits).toEqual([]);
    await Promise.all([...first, committer.carry(task('c'))]);
    expect(commits).toEqual([['a', 'b', 'c']]);
  });

  test('tells nobody before the sync, and commits together what is wanted meanwhile', async () => {
    const disk = Promise.withResolvers<void>();
    const { committer, commits } = open((blocking) => (blocking ? Promise.resolve() : disk.promise));
    const told: string[] = [];
    const carry = (name: string) => committer.carry(task(name)).then(() => told.push(name));
    const all = [carry('a'), carry('b')];
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    all.push(carry('c'));
    await nextTurn();
    all.push(carry('d'));
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    expect(commits).toEqual([['a', 'b']]);
    expect(told).toEqual([]);
    disk.resolve();
    await Promise.all(all);
    expect(commits).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(told).toEqual(['a', 'b', 'c', 'd']);
  });

  test('waits for the disk with the whole thread only for a lone change', async () => {
    const blocked: boolean[] = [];
    const { committer } = open(async (blocking) => void blocked.push(blocking));
    await committer.carry(task('a'));
    await Promise.all(['b', 'c'].map((name) => committer.carry(task(name))));
    expect(blocked).toEqual([true, false]);
  });

  test('answers with the failure when what was committed cannot be synced, and goes on', async () => {
    let fails = true;
    const { committer } = open(async () => {
      if (fails) throw new Error('the disk is gone');
    });
    const failed: Verdict = { error: { message: 'the disk is gone', code: null, rawCode: undefined } };
    expect(await Promise.all(['a', 'b'].map((name) => committer.carry(task(name))))).toEqual([
      failed,
      failed,
    ]);
    fails = false;
    expect(await committer.carry(task('c'))).toEqual(answerTo('c'));
  });

  test('commits what waits, and waits for the disk, before it lets go of the file', async () => {
    const disk = Promise.withResolvers<void>();
    const { committer, commits, closed } = open(() => disk.promise);
    const first = committer.carry(task('a'));
    await nextTurn();
    const second = committer.carry(task('b'));
    const closing = committer.close();
    await nextTurn();
    expect(closed).toEqual([]);
    disk.resolve();
    await closing;
    expect(commits).toEqual([['a'], ['b']]);
    expect(closed).toEqual(['group']);
    expect(await first).toEqual(answerTo('a'));
    expect(await second).toEqual(answerTo('b'));
  });
});
