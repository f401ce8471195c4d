import { describe, expect, test } from 'bun:test';
import type { Task, Verdict } from '../../src/storage/carried.ts';
import { createTurnMemory, openCommitTurn } from '../../src/storage/commit-turn.ts';
import { createCommitter } from '../../src/storage/committer.ts';

const task = (name: string): Task => ({ kind: 'batch', statements: [{ sql: name, args: [] }] });
const nameOf = (one: Task) => (one.kind === 'batch' ? (one.statements[0]?.sql ?? '') : '');
const answerTo = (name: string): Verdict => ({ error: { message: name, code: null, rawCode: undefined } });

function open() {
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

  test('commits what waits before it lets go of the file', async () => {
    const { committer, commits, closed } = open();
    const waiting = committer.carry(task('a'));
    committer.close();
    expect(commits).toEqual([['a']]);
    expect(closed).toEqual(['group']);
    expect(await waiting).toEqual(answerTo('a'));
  });
});
