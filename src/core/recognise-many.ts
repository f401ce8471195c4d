import type { Outcome } from './background.ts';
import { InkwellError } from './errors.ts';
import type { Recogniser } from './pipeline.ts';

/** How many are decoded side by side, so that the network meets them together. */
const atOnce = 64;

/** Reads pictures piece by piece and keeps their order. What is wrong with one of them is its own outcome. */
export async function recogniseMany(
  recogniser: Recogniser,
  pictures: readonly Uint8Array[],
  options?: { explain?: boolean },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < pictures.length; from += atOnce) {
    const piece = pictures.slice(from, from + atOnce);
    const begin = performance.now();
    const read = await Promise.all(piece.map((bytes) => attempt(recogniser, bytes, options)));
    const durationMs = Math.round(((performance.now() - begin) / piece.length) * 1000) / 1000;
    for (const result of read)
      outcomes.push(result instanceof InkwellError ? { error: result } : { recognition: result, durationMs });
  }
  return outcomes;
}

async function attempt(recogniser: Recogniser, bytes: Uint8Array, options?: { explain?: boolean }) {
  try {
    return await recogniser.recognise(bytes, options);
  } catch (error) {
    if (error instanceof InkwellError) return error;
    throw error;
  }
}
