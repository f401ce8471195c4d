import type { ModelAccuracy } from '../../core/accuracy/summarise.ts';
import {
  type ComparedAnswer,
  type Replay,
  type ReplayAnswer,
  replayShares,
} from '../../core/replay/replay.ts';
import type { Share } from '../../core/statistics/share.ts';
import type { ModelEntry } from './service.ts';

const shareOut = ({ interval, ...share }: Share) => ({ ...share, interval: [...interval] });

/** A model as the API tells it. */
export const presentModel = ({ folder, identity, active, previous, problem, card, here }: ModelEntry) => ({
  folder,
  name: identity?.name ?? null,
  version: identity?.version ?? null,
  sha256: identity?.sha256 ?? null,
  active,
  previous,
  problem,
  measured: (card?.digits ?? []).map(({ interval, ...measured }) => ({
    ...measured,
    interval: [...interval],
  })),
  here: here && presentHere(here),
});

const presentHere = ({ predictions, all, sample }: ModelAccuracy) => ({
  predictions,
  all: shareOut(all.digits),
  sample: sample.labelled === 0 ? null : shareOut(sample.digits),
});

/** A replay as the API tells it. */
export function presentReplay({ cursor: _, counts, startedAt, finishedAt, model, ...replay }: Replay) {
  const { before, after } = replayShares(counts);
  const { unread, fixed, broken } = counts;
  return {
    ...replay,
    model: { ...model },
    unread,
    accuracy: { before: shareOut(before), after: shareOut(after), fixed, broken },
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

const presentAnswer = ({ status, digit, text, confidence }: ComparedAnswer) => ({
  status,
  prediction: digit,
  text,
  confidence,
});

/** An answer that changed, as the API tells it. */
export const presentChange = ({ predictionId, image, label, before, after }: ReplayAnswer) => ({
  predictionId,
  imageUrl: `/images/${image.id}`,
  label,
  before: { ...presentAnswer(before), model: { ...before.model } },
  after: presentAnswer(after),
});
