import type { Background, BackgroundOptions, ReadMany } from '../../core/background.ts';
import { UnavailableError } from '../../core/errors.ts';
import { recogniseMany } from '../../core/recognise-many.ts';
import type { Logger } from '../../deps.ts';
import type { ModelSlot } from '../model-slot.ts';
import { type Piece, type PieceResult, packPictures } from './background-messages.ts';
import { unpackOutcomes } from './packed-outcomes.ts';

/** Most pictures and bytes that travel together. */
const mostPictures = 64;
const mostBytes = 4 * 2 ** 20;

/** What a worker reads with by itself. */
type Active = Pick<ModelSlot, 'models' | 'recogniser'>;

/**
 * A worker's way to the background threads. These load the model's files when they start; where those were removed or changed
 * since, the worker reads with the model that it holds: one service answers with one model.
 *
 * @param read sends a piece, whose memory may be taken away
 */
export function createBackgroundClient(
  read: (piece: Piece) => Promise<PieceResult>,
  { models, recogniser }: Active,
  log: Logger,
): Background & { close(): Promise<void> } {
  async function readPart(pictures: readonly Uint8Array[], options: BackgroundOptions): Promise<ReadMany> {
    const { folder = models.folder, explain = false, urgent = false, timeline } = options;
    const isActive = folder === models.folder;
    const sha256 = isActive ? recogniser.model.sha256 : undefined;
    const timed = timeline !== undefined;
    const result = await read({ ...packPictures(pictures), folder, explain, urgent, sha256, timed });
    if ('answer' in result) {
      const { model, outcomes, steps } = result.answer;
      const { timeOrigin } = performance;
      for (const { name, begin, end } of steps) timeline?.step(name, begin - timeOrigin, end - timeOrigin);
      return { model, outcomes: unpackOutcomes(outcomes, model) };
    }
    if (!isActive || !result.unusable) throw new UnavailableError(`Cannot read the images: ${result.error}`);
    log.warn('the model’s files are not those that were loaded; reading without other threads', {
      error: result.error,
    });
    const { model } = recogniser;
    return { model, outcomes: await recogniseMany(recogniser, pictures, { explain, timeline }) };
  }

  return {
    // The threads belong to the main thread.
    close: async () => {},
    async recogniseAll(pictures, options = {}) {
      const parts = pictures.length === 0 ? [[]] : cut(pictures);
      const results = await Promise.all(parts.map((part) => readPart(part, options)));
      const [{ model }] = results as [ReadMany];
      return { model, outcomes: results.flatMap(({ outcomes }) => outcomes) };
    },
  };
}

function cut(pictures: readonly Uint8Array[]): Uint8Array[][] {
  const parts: Uint8Array[][] = [];
  let bytes = 0;
  for (const picture of pictures) {
    const part = parts.at(-1);
    bytes += picture.length;
    if (part && part.length < mostPictures && bytes <= mostBytes) part.push(picture);
    else {
      parts.push([picture]);
      bytes = picture.length;
    }
  }
  return parts;
}
