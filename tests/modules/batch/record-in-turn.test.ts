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

/** Nobody waits for company. */
const atOnce = (most: number) => ({
  size: () => ({ enough: 1, most }),
  moreComes: () => false,
  waitMs: 1000,
});

test('what waits goes together up to the bound, and each gets back its own', async () => {
  const { commits, recordAll } = slowStore();
  const record = recordInTurn(recordAll, atOnce(5));
  const groups = [2, 2, 2, 2, 9, 1].map(groupOf);
  const outcomes = await Promise.all(groups.map(record));
  expect(commits).toEqual([2, 4, 2, 9, 1]);
  expect(outcomes.map(idsOf)).toEqual(groups.map((group) => group.map(({ id }) => id)));
});

test('a failure is that of those who shared it', async () => {
  const { recordAll } = slowStore();
  const record = recordInTurn(recordAll, atOnce(2));
  const fails = { ...aPrediction(), durationMs: 666 };
  const [first, second, third] = await Promise.allSettled([record([fails]), record(groupOf(2)), record([])]);
  expect([first?.status, second?.status, third?.status]).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('as long as more comes, a commit waits until it has enough; the last one waits for nothing', async () => {
  const { commits, recordAll } = slowStore();
  let beingRead = 4;
  const record = recordInTurn(recordAll, {
    size: () => ({ enough: 4, most: 8 }),
    moreComes: () => beingRead > 0,
    waitMs: 60_000,
  });
  const groups = [1, 1, 2, 1].map(groupOf);
  const outcomes = await Promise.all(
    groups.map((group) => {
      beingRead--;
      return record(group);
    }),
  );
  expect(commits).toEqual([4, 1]);
  expect(outcomes.map(idsOf)).toEqual(groups.map((group) => group.map(({ id }) => id)));
});

test('what is read does not wait for long for what is read slowly', async () => {
  const { commits, recordAll } = slowStore();
  const record = recordInTurn(recordAll, {
    size: () => ({ enough: 100, most: 100 }),
    moreComes: () => true,
    waitMs: 1,
  });
  await Promise.all(groupOf(2).map((one) => record([one])));
  expect(commits).toEqual([2]);
});
