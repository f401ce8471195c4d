import type { Outcome } from './background.ts';
import { peekPixels } from './decode/peek-pixels.ts';
import { InkwellError } from './errors.ts';
import type { Recogniser } from './pipeline.ts';

/** How many are decoded side by side, so that the network meets them together. */
const atOnce = 64;
/** And how many pixels they may have together: decoded, each takes four bytes. */
const pixelsAtOnce = 2_000_000;

type ReadOptions = Parameters<Recogniser['recognise']>[1];

/** Reads pictures piece by piece and keeps their order. What is wrong with one of them is its own outcome. */
export async function recogniseMany(
  recogniser: Recogniser,
  pictures: readonly Uint8Array[],
  options?: ReadOptions,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < pictures.length; ) {
    const piece = pictures.slice(from, pieceEnd(pictures, from));
    from += piece.length;
    const begin = performance.now();
    const read = await Promise.all(piece.map((bytes) => attempt(recogniser, bytes, options)));
    const durationMs = Math.round(((performance.now() - begin) / piece.length) * 1000) / 1000;
    for (const result of read)
      outcomes.push(result instanceof InkwellError ? { error: result } : { recognition: result, durationMs });
  }
  return outcomes;
}

/** Where the piece that begins at `from` ends: it has one picture at least. */
function pieceEnd(pictures: readonly Uint8Array[], from: number): number {
  let pixels = 0;
  let end = from;
  for (; end < pictures.length && end - from < atOnce; end++) {
    pixels += peekPixels(pictures[end] as Uint8Array);
    if (end > from && pixels > pixelsAtOnce) break;
  }
  return end;
}

async function attempt(recogniser: Recogniser, bytes: Uint8Array, options?: ReadOptions) {
  try {
    return await recogniser.recognise(bytes, options);
  } catch (error) {
    if (error instanceof InkwellError) return error;
    throw error;
  }
}
