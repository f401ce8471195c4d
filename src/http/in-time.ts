import { TooSlowError } from '../core/errors.ts';
import { type UploadPace, uploadPace, uploadTime } from '../core/upload-pace.ts';

/**
 * The same promise, but not for ever.
 *
 * @throws TooSlowError when the sender took longer than so many milliseconds
 */
export function inTime<T>(sent: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new TooSlowError('Cannot read the body: it came too slowly')),
      milliseconds,
    );
    sent.then(
      (value) => {
        clearTimeout(late);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(late);
        reject(error);
      },
    );
  });
}

/**
 * A body piece by piece. Only the time that was spent waiting for its sender counts: what its reader does in between is not
 * the sender's fault. When its reader stops early, what is left is not read.
 *
 * @throws TooSlowError
 */
export async function* inPace(
  body: ReadableStream<Uint8Array>,
  pace: UploadPace = uploadPace,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let [received, waited] = [0, 0];
  try {
    for (;;) {
      const begin = performance.now();
      const { done, value } = await inTime(reader.read(), uploadTime(received, pace) - waited);
      waited += performance.now() - begin;
      if (done) return;
      received += value.length;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
