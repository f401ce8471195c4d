import { expect, test } from 'bun:test';
import type { NewPrediction, RecordOutcome } from '../../../src/core/store.ts';
import { recordInTurn } from '../../../src/modules/batch/record-in-turn.ts';
import { aPrediction } from '../../support/prediction.ts';

/** A store that takes its time; its outcomes carry the id of what they are of. */
function slowStore() {
  const commits: number[] = [];
  let underWay = 0;
  const recordAll = async (news: readonly NewPrediction[]): Promise<RecordOutcome[]> => {
    expect(++underWay).toBe(1);
    commits.push(news.length);
    await Bun.sleep(2);
    underWay--;
    if (news.some(({ durationMs }) => durationMs === 666)) throw new Error('the disk is gone');
    return news.map(({ id }) => ({ error: new Error(id) }));
  };
  return { commits, recordAll };
}

const groupOf = (size: number) => Array.from({ length: size }, () => aPrediction());
const idsOf = (outcomes: readonly RecordOutcome[]) =>
  outcomes.map((one) => ('error' in one ? one.error.message : ''));

test('what waits goes together up to the bound, and each gets back its own', async () => {
  const { commits, recordAll } = slowStore();
  const record = recordInTurn(recordAll, 5);
  const groups = [2, 2, 2, 2, 9, 1].map(groupOf);
  const outcomes = await Promise.all(groups.map(record));
  expect(commits).toEqual([2, 4, 2, 9, 1]);
  expect(outcomes.map(idsOf)).toEqual(groups.map((group) => group.map(({ id }) => id)));
});

test('a failure is that of those who shared it', async () => {
  const { recordAll } = slowStore();
  const record = recordInTurn(recordAll, 2);
  const fails = { ...aPrediction(), durationMs: 666 };
  const [first, second, third] = await Promise.allSettled([record([fails]), record(groupOf(2)), record([])]);
  expect([first?.status, second?.status, third?.status]).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
