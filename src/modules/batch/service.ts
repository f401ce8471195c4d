import { InkwellError, TooLargeError, UnavailableError } from '../../core/errors.ts';
import type { Status } from '../../core/prediction.ts';
import type { NewPrediction, StoredPrediction } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';
import { countPrediction } from '../predictions/count-prediction.ts';
import { grouped } from './grouped.ts';
import { inOrder } from './in-order.ts';
import type { BatchItem } from './items.ts';

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

type Numbered = BatchItem & { readonly index: number; readonly id: string; readonly imageId: string };

type Deps = Pick<
  AppDeps,
  'background' | 'store' | 'batchLimits' | 'clock' | 'newId' | 'log' | 'metrics' | 'accepting'
>;

/** Large enough to be worth a thread's while and a commit, small enough that answers come soon and nobody else waits long. */
const group = { maxItems: 128, maxWeight: 8 * 1024 * 1024, waitMs: 10 };
/** Groups being read or stored: keeps every core busy. With the one being filled, this bounds what lies in memory. */
const atOnce = 12;

/** Reads many images and remembers them, in their order. */
export function createBatch(deps: Deps) {
  /** A place in the request and an id that keeps the history in the order of the request. */
  async function* numbered(lists: AsyncIterable<readonly BatchItem[]>, signal: AbortSignal) {
    const { maxImages } = deps.batchLimits;
    let index = 0;
    for await (const list of lists) {
      signal.throwIfAborted();
      if (!deps.accepting())
        throw new UnavailableError('Cannot read the rest: the service is stopping; send it again');
      const room = maxImages - index;
      yield list
        .slice(0, room)
        .map((item): Numbered => ({ ...item, index: index++, id: deps.newId(), imageId: deps.newId() }));
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
    const results = new Map<number, BatchOutcome['result']>();
    const readable = items.flatMap((item) =>
      item.content instanceof InkwellError ? [] : [{ ...item, content: item.content }],
    );
    try {
      const pictures = readable.map(({ content }) => content.bytes);
      const { outcomes } =
        pictures.length > 0 ? await deps.background.recogniseAll(pictures) : { outcomes: [] };
      const createdAt = deps.clock();
      const news: (NewPrediction & { index: number })[] = [];
      for (const [i, { index, id, imageId, content }] of readable.entries()) {
        const outcome = outcomes[i];
        if (outcome === undefined) throw new Error('Cannot read the images: an outcome is missing');
        if ('error' in outcome) {
          results.set(index, outcome.error);
          continue;
        }
        const { mediaType, width, height, stages: _, ...recognition } = outcome.recognition;
        news.push({
          ...recognition,
          index,
          id,
          image: { id: imageId, mediaType, width, height, bytes: content.bytes },
          label: content.label,
          durationMs: outcome.durationMs,
          createdAt,
        });
      }
      const stored = news.length > 0 ? await deps.store.recordAll(news) : [];
      for (const [i, { index }] of news.entries()) {
        const outcome = stored[i];
        if (outcome && 'stored' in outcome) {
          results.set(index, outcome.stored);
          countPrediction(deps.metrics, outcome.stored);
        } else results.set(index, known(outcome?.error));
      }
    } catch (error) {
      for (const { index } of readable) if (!results.has(index)) results.set(index, known(error));
    }
    return items.map(({ index, name, content }) => ({
      index,
      name,
      result: content instanceof InkwellError ? content : (results.get(index) ?? known(undefined)),
    }));
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
      try {
        for await (const outcomes of inOrder(groups, readGroup, atOnce)) {
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
