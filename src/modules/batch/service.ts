import type { Outcome } from '../../core/background.ts';
import { InkwellError, TooLargeError, UnavailableError } from '../../core/errors.ts';
import type { Status } from '../../core/prediction.ts';
import type { NewPrediction, StoredPrediction } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';
import type { Upload } from '../../http/read-upload.ts';
import { countPrediction } from '../predictions/count-prediction.ts';
import { createCompany } from './company.ts';
import { grouped } from './grouped.ts';
import { inOrder } from './in-order.ts';
import type { BatchItem } from './items.ts';
import { type CommitSize, recordInTurn } from './record-in-turn.ts';

/** What became of one of many images. */
export interface BatchOutcome {
  /** Its place in the request, from 0. */
  readonly index: number;
  readonly name: string | null;
  readonly result: StoredPrediction | InkwellError;
}

export type BatchCounts = Record<Status | 'failed', number>;

export interface BatchSummary {
  readonly images: number;
  readonly counts: BatchCounts;
  /** Why not all of the request was read; null when it was. */
  readonly stopped: InkwellError | null;
  readonly durationMs: number;
}

interface Numbered extends BatchItem {
  readonly index: number;
  readonly id: string;
  readonly imageId: string;
}

type Read = Extract<Outcome, { recognition: unknown }>;

type Deps = Pick<
  AppDeps,
  'background' | 'store' | 'batchLimits' | 'clock' | 'newId' | 'log' | 'metrics' | 'accepting'
>;

/** Large enough to be worth a thread's while and a commit, small enough that answers come soon and nobody else waits long. */
const group = { maxItems: 64, maxWeight: 4 * 1024 * 1024, waitMs: 10 };
/** The bytes of the pictures being read or stored. With the group being filled, this bounds what lies in memory. */
const mostBytes = 32 * 1024 * 1024;

/** How much is done in one piece. */
interface Stride extends CommitSize {
  /** Groups being read or stored: keeps every core busy while some wait for their commit. */
  readonly groups: number;
}

/**
 * Predictions cost half as much in large commits as in small ones. But these keep this thread, and whoever else commits, for
 * 20 ms: beside requests of single pictures strides are short.
 */
const strides = {
  alone: { groups: 48, enough: 960, most: 1024 },
  beside: { groups: 12, enough: 1, most: 192 },
} as const satisfies Record<string, Stride>;
/** How long, in milliseconds, what was read waits for more to be stored with. */
const recordWaitMs = 100;

/** Reads many images and remembers them, in their order. */
export function createBatch(deps: Deps) {
  let beingRead = 0;
  const now = () => deps.clock().getTime();
  const hasCompany = createCompany(() => deps.metrics.thisMinute('predict', now()), now);
  const stride = (): Stride => (hasCompany() ? strides.beside : strides.alone);
  const record = recordInTurn(deps.store.recordAll, {
    size: stride,
    moreComes: () => beingRead > 0,
    waitMs: recordWaitMs,
  });

  /** A place in the request and an id that keeps the history in the order of the request. */
  async function* numbered(lists: AsyncIterable<readonly BatchItem[]>, signal: AbortSignal) {
    const { maxImages } = deps.batchLimits;
    let index = 0;
    for await (const list of lists) {
      signal.throwIfAborted();
      if (!deps.accepting())
        throw new UnavailableError('Cannot read the rest: the service is stopping; send it again');
      const room = maxImages - index;
      yield list.slice(0, room).map(
        ({ name, content }): Numbered => ({
          name,
          content,
          index: index++,
          id: deps.newId(),
          imageId: deps.newId(),
        }),
      );
      if (list.length > room)
        throw new TooLargeError(
          `Cannot read the rest: there are more than ${maxImages} images (MAX_BATCH_IMAGES)`,
          'MAX_BATCH_IMAGES',
          maxImages + 1,
          maxImages,
        );
    }
  }

  /** In the order of the items. */
  async function readGroup(items: readonly Numbered[]): Promise<BatchOutcome[]> {
    const results: (BatchOutcome['result'] | undefined)[] = new Array(items.length);
    const readable: { readonly at: number; readonly item: Numbered; readonly upload: Upload }[] = [];
    for (const [at, item] of items.entries())
      if (item.content instanceof InkwellError) results[at] = item.content;
      else readable.push({ at, item, upload: item.content });
    try {
      const outcomes = await readAll(readable.map(({ upload }) => upload.bytes));
      const createdAt = deps.clock();
      const places: number[] = [];
      const news: NewPrediction[] = [];
      for (const [i, { at, item, upload }] of readable.entries()) {
        const outcome = outcomes[i];
        if (outcome === undefined) throw new Error('Cannot read the images: an outcome is missing');
        if ('error' in outcome) results[at] = outcome.error;
        else {
          places.push(at);
          news.push(toNew(item, upload, outcome, createdAt));
        }
      }
      const stored = news.length > 0 ? await record(news) : [];
      for (const [i, at] of places.entries()) {
        const outcome = stored[i];
        if (outcome && 'stored' in outcome) {
          results[at] = outcome.stored;
          countPrediction(deps.metrics, outcome.stored);
        } else results[at] = known(outcome?.error);
      }
    } catch (error) {
      for (const { at } of readable) results[at] ??= known(error);
    }
    return items.map(({ index, name }, at) => ({ index, name, result: results[at] ?? known(undefined) }));
  }

  async function readAll(pictures: readonly Uint8Array[]): Promise<readonly Outcome[]> {
    if (pictures.length === 0) return [];
    beingRead++;
    try {
      return (await deps.background.recogniseAll(pictures)).outcomes;
    } finally {
      beingRead--;
    }
  }

  /** An error in words that may be told; one that nobody thought of is logged. */
  function known(error: unknown): InkwellError {
    if (error instanceof InkwellError) return error;
    deps.log.error('an image of many could not be read', { error: String(error) });
    return new UnavailableError('Cannot read this image now; send it again');
  }

  return {
    /**
     * Answers in the order of the items, some together, while the rest is still coming; ends with the summary. What stops the
     * whole is thrown while nothing was answered yet, and stands in the summary afterwards.
     *
     * @param signal stops it: what was read by then is kept
     */
    async *run(
      items: AsyncIterable<readonly BatchItem[]>,
      signal: AbortSignal,
    ): AsyncGenerator<readonly BatchOutcome[], BatchSummary> {
      const begin = performance.now();
      const counts: BatchCounts = { ok: 0, unsure: 0, blank: 0, multiple: 0, failed: 0 };
      let images = 0;
      let stopped: InkwellError | null = null;
      const weigh = ({ content }: BatchItem) => (content instanceof InkwellError ? 0 : content.bytes.length);
      const groups = grouped(numbered(items, signal), { ...group, weigh });
      let bytes = 0;
      const hasRoom = (working: number) => working < stride().groups && bytes < mostBytes;
      async function readWeighed(items: readonly Numbered[]): Promise<BatchOutcome[]> {
        const weight = items.reduce((sum, item) => sum + weigh(item), 0);
        bytes += weight;
        try {
          return await readGroup(items);
        } finally {
          bytes -= weight;
        }
      }
      try {
        for await (const outcomes of inOrder(groups, readWeighed, hasRoom)) {
          images += outcomes.length;
          for (const { result } of outcomes)
            counts[result instanceof InkwellError ? 'failed' : result.status]++;
          yield outcomes;
        }
      } catch (error) {
        if (images === 0 || !(error instanceof InkwellError)) throw error;
        stopped = error;
      }
      return { images, counts, stopped, durationMs: Math.round(performance.now() - begin) };
    },
  };
}

/** Field by field: rest and spread took a tenth of what a worker spends on a picture of a batch. */
function toNew(
  { id, imageId }: Numbered,
  { bytes, label }: Upload,
  { recognition, durationMs }: Read,
  createdAt: Date,
): NewPrediction {
  const { status, digit, confidence, probabilities, reading, model, decidedBy } = recognition;
  const { mediaType, width, height } = recognition;
  const image = { id: imageId, mediaType, width, height, bytes };
  return {
    id,
    status,
    digit,
    confidence,
    probabilities,
    reading,
    model,
    decidedBy,
    image,
    label,
    durationMs,
    createdAt,
  };
}
