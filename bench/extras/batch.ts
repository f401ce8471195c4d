import type { RunningContender } from '../contenders/contender.ts';
import { type Corpus, pngOf } from '../load/corpus.ts';
import type { Batch } from '../result.ts';

/** `POST /predict/batch` of many pictures as a JSON array, against the bare loop of decoding and inference on all cores. */
export async function measureBatch(
  { port }: RunningContender,
  corpus: Corpus,
  ceiling: number | null,
): Promise<Batch> {
  const images = Math.min(10_000, Math.floor(corpus.count / 3));
  const send = async (from: number) => {
    const pictures = Array.from({ length: images }, (_, i) => ({
      image: pngOf(corpus, from + i).toString('base64'),
    }));
    const body = JSON.stringify(pictures);
    const begin = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/predict/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await answer.text();
    const seconds = (performance.now() - begin) / 1000;
    const lines = text.trim().split('\n');
    const good = lines.filter((line) =>
      /"status":"(ok|unsure|blank|multiple)"|"prediction":\d/.test(line),
    ).length;
    if (!answer.ok || good < images)
      throw new Error(
        `/predict/batch answered ${answer.status} with ${good} of ${images}: ${text.slice(0, 500)}`,
      );
    return images / seconds;
  };
  await send(1);
  const perSecond = await send(1 + images);
  return { images, perSecond, ofCeiling: ceiling === null ? null : perSecond / ceiling };
}
