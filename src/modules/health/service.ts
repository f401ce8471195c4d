import { encodePng } from '../../core/encode-png.ts';
import { UnavailableError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';

/** A check that takes longer has failed. */
const patience = 5_000;

/** Asks every part to do its work once. Nothing is stored. */
export function createReadiness({
  recogniser,
  store,
  accepting,
}: Pick<AppDeps, 'recogniser' | 'store' | 'accepting'>) {
  const stroke = drawStroke();
  const checks: Record<string, () => unknown> = {
    accepting: () => {
      if (!accepting()) throw new Error('shutting down');
    },
    model: () => recogniser.recognise(stroke),
    database: () => store.checkWritable(),
  };
  return {
    /** @returns the names of what was checked. @throws UnavailableError naming the first check that failed. */
    async check(): Promise<string[]> {
      for (const [name, check] of Object.entries(checks)) {
        try {
          await within(patience, check());
        } catch (cause) {
          // What a part of ours says of itself may be told; a foreign message may hold anything.
          const reason = cause instanceof UnavailableError ? `: ${cause.message}` : '';
          throw new UnavailableError(`Not ready: the check "${name}" failed${reason}`, 1, { cause });
        }
      }
      return Object.keys(checks);
    },
  };
}

/** A 1 in the middle of a dark 28×28 picture: something that the network really has to look at. */
function drawStroke(): Uint8Array {
  const data = new Uint8Array(28 * 28);
  for (let y = 5; y < 23; y++) data.fill(255, y * 28 + 13, y * 28 + 16);
  return encodePng({ width: 28, height: 28, data });
}

async function within(milliseconds: number, work: unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
