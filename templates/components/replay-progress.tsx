import { type Replay, replayShares } from '../../src/core/replay/replay.ts';
import type { Share } from '../../src/core/statistics/share.ts';
import { signTest } from '../../src/core/statistics/sign-test.ts';
import { floorOf, Interval } from '../charts/interval.tsx';
import { count, share, shareRange } from '../format.ts';
import { When } from './when.tsx';

export const scopeWords: Readonly<Record<Replay['scope'], string>> = {
  labelled: 'readings with a label',
  recent: 'newest readings',
  all: 'readings',
};

const stateWords: Readonly<Record<Replay['state'], string>> = {
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** How far a replay is, in words and as a bar. */
export function Progress({ replay }: { replay: Replay }) {
  const { state, done, total, startedAt } = replay;
  return (
    <>
      <p class="replay-state">
        <strong safe>{stateWords[state]}</strong>{' '}
        <span safe>{`${count(done)} of ${count(Math.max(done, total))} ${scopeWords[replay.scope]}`}</span>
        {', since '}
        <When date={startedAt} />
      </p>
      <progress
        class="replay-bar"
        max={String(Math.max(1, total))}
        value={String(state === 'done' ? Math.max(1, total) : done)}
        aria-label={`Replayed of ${count(total)}`}
      />
    </>
  );
}

/** What the labelled ones say of the two models, and whether chance could have said the same. */
export function BeforeAfter({ replay: { counts, changed, model } }: { replay: Replay }) {
  const { before, after } = replayShares(counts);
  const floor = floorOf([before, after]);
  const figures: readonly { readonly title: string; readonly figure: Share }[] = [
    { title: 'As stored', figure: before },
    { title: `${model.name} ${model.version}`, figure: after },
  ];
  return (
    <>
      <div class="believed-figures">
        {figures.map(({ title, figure }) => (
          <div class="big-figure">
            <h3 safe>{title}</h3>
            <p class="big-share" safe>
              {figure.total === 0 ? '–' : share(figure.share)}
            </p>
            <Interval share={figure} floor={floor} />
            <p class="big-note" safe>
              {figure.total === 0
                ? 'None of them has a label'
                : `95% sure: ${shareRange(figure.share, figure.interval)}, ${count(figure.right)} of ${count(figure.total)} right`}
            </p>
          </div>
        ))}
      </div>
      <p class="belief" safe>
        {`${count(changed)} ${changed === 1 ? 'answer' : 'answers'} changed. ${verdictOf(counts)}`}
      </p>
    </>
  );
}

function verdictOf({ labelled, fixed, broken, unread }: Replay['counts']): string {
  const skipped = unread === 0 ? '' : ` ${count(unread)} could not be read again.`;
  if (labelled === 0) return `Without labels nobody can say which of them are better.${skipped}`;
  if (fixed + broken === 0) return `On labelled pictures it is right and wrong just where it was.${skipped}`;
  const facts = `Of the labelled ones ${count(fixed)} became right and ${count(broken)} became wrong`;
  const chance = signTest(fixed, broken);
  if (chance >= 0.05)
    return `${facts}: too few, or too even, to call either model better (chance alone does so ${oneIn(chance)}).${skipped}`;
  const which = fixed > broken ? 'the new model is better' : 'the new model is worse';
  return `${facts}: ${which} (chance alone would do so ${oneIn(chance)}).${skipped}`;
}

function oneIn(chance: number): string {
  if (chance < 0.0001) return 'less than once in 10,000 times';
  return chance >= 0.5 ? 'more often than not' : `about once in ${count(Math.round(1 / chance))} times`;
}
