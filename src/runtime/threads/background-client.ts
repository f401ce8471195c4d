import type { Background } from '../../core/background.ts';
import { UnavailableError } from '../../core/errors.ts';
import { type Piece, type PieceResult, unpackOutcome } from './background-messages.ts';

/** Most pictures and bytes that travel together. */
const mostPictures = 64;
const mostBytes = 4 * 2 ** 20;

/**
 * A worker's way to the background threads.
 *
 * @param read sends a piece, whose memory may be taken away
 * @param activeFolder of the model that answers now
 */
export function createBackgroundClient(
  read: (piece: Piece) => Promise<PieceResult>,
  activeFolder: () => string,
): Background & { close(): Promise<void> } {
  return {
    // The threads belong to the main thread.
    close: async () => {},
    async recogniseAll(pictures, { folder = activeFolder(), explain = false, urgent = false } = {}) {
      const pieces = cut(pictures).map((part) =>
        read({ pictures: copy(part), folder, explain, urgent }).then((result) => {
          if ('error' in result) throw new UnavailableError(`Cannot read the images: ${result.error}`);
          return result.answer;
        }),
      );
      const results = await Promise.all(pieces);
      const [first] = results;
      const model = first?.model ?? (await modelOf(folder));
      return { model, outcomes: results.flatMap(({ outcomes }) => outcomes.map(unpackOutcome)) };
    },
  };

  async function modelOf(folder: string) {
    const result = await read({ pictures: [], folder, explain: false, urgent: false });
    if ('error' in result) throw new UnavailableError(`Cannot read the images: ${result.error}`);
    return result.answer.model;
  }
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

/** All in one memory of their own: it can travel without another copy. */
function copy(pictures: readonly Uint8Array[]): Uint8Array[] {
  const memory = new Uint8Array(pictures.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  return pictures.map((picture) => {
    memory.set(picture, at);
    at += picture.length;
    return memory.subarray(at - picture.length, at);
  });
}
