import { inkwell } from '../contenders/inkwell.ts';
import { firstAnswer } from '../first-answer.ts';
import type { Corpus } from '../load/corpus.ts';
import type { Extras } from '../result.ts';
import { measureBatch } from './batch.ts';
import { measureMillion } from './million.ts';
import { measureMixed } from './mixed.ts';
import { measureOverload } from './overload.ts';

export const extraNames = [
  'overload',
  'mixed',
  'batch',
  'million',
] as const satisfies readonly (keyof Extras)[];
export type ExtraName = (typeof extraNames)[number];

export interface ExtraOptions {
  readonly corpus: Corpus;
  /** Empty; for the database. */
  readonly folder: string;
  /** For what may be used again by the next run. */
  readonly cache: string;
  readonly seconds: number;
  /** Pictures a second that a bare loop reads on all cores. */
  readonly ceiling: number | null;
  readonly say: (text: string) => void;
}

/** Measures one of the things only Inkwell is asked for, on a service of its own. */
export async function measureExtra(name: ExtraName, options: ExtraOptions): Promise<Extras[ExtraName]> {
  const { corpus, folder, cache, seconds, ceiling, say } = options;
  const running = await inkwell.start(folder);
  try {
    await firstAnswer(running.port, running.startedAt, corpus, running.ended);
    // The first worker answers alone for a moment; whoever connects then stays with it.
    await Bun.sleep(1000);
    const measures = {
      overload: () => measureOverload(running, corpus, seconds),
      mixed: () => measureMixed(running, corpus, cache, seconds),
      batch: () => measureBatch(running, corpus, ceiling),
      million: () => measureMillion(running, corpus, say),
    };
    return await measures[name]();
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}\n${running.output()}`, { cause });
  } finally {
    await running.stop();
  }
}
