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
  await sendBatch(port, corpus, 1, images);
  const perSecond = await sendBatch(port, corpus, 1 + images, images);
  return { images, perSecond, ofCeiling: ceiling === null ? null : perSecond / ceiling };
}

/** Sends pictures of the corpus as one JSON array. @returns how many were answered a second */
export async function sendBatch(port: number, corpus: Corpus, from: number, images: number): Promise<number> {
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
}
