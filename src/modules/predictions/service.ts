import { NotFoundError } from '../../core/errors.ts';
import type { Label, Stage } from '../../core/prediction.ts';
import type { PredictionPage, PredictionQuery, StoredPrediction } from '../../core/store.ts';
import { type Timeline, timed } from '../../core/trace.ts';
import type { AppDeps } from '../../deps.ts';
import { countPrediction } from './count-prediction.ts';
import { findFirstTry, idempotencyOf } from './idempotency.ts';

export interface PredictRequest {
  readonly bytes: Uint8Array;
  /** The truth, when the sender knows it. */
  readonly label?: Label | null;
  readonly explain?: boolean;
  /** Marks a retry: whoever sends it again within 24 hours gets the first try's prediction. */
  readonly idempotencyKey?: string | undefined;
  readonly timeline?: Timeline | undefined;
}

export interface Predicted {
  readonly prediction: StoredPrediction;
  /** Whether an earlier try had made it. */
  readonly replayed: boolean;
  /** Set when `explain` asked for them; they are not stored. */
  readonly stages?: readonly Stage[];
}

export interface PredictionService {
  /** Reads an image and remembers it: when this resolves, both are safe. @throws InkwellError, KeyReusedError */
  predict(request: PredictRequest): Promise<Predicted>;
  /** @throws NotFoundError */
  find(id: string): Promise<StoredPrediction>;
  list(query: PredictionQuery): Promise<PredictionPage>;
  /** @throws NotFoundError */
  remove(id: string): Promise<void>;
}

/** What can be done with predictions, whoever asks: the API or a page. */
export function createPredictions({
  recogniser,
  store,
  metrics,
  clock,
  newId,
}: Pick<AppDeps, 'recogniser' | 'store' | 'metrics' | 'clock' | 'newId'>): PredictionService {
  return {
    async predict({ bytes, label = null, explain = false, idempotencyKey, timeline }) {
      const idempotency =
        idempotencyKey === undefined
          ? undefined
          : await idempotencyOf(idempotencyKey, { bytes, label, explain });
      const first = idempotency && (await findFirstTry(store, idempotency, clock()));
      // The steps of the reading are not kept: whoever wants them again has it read again.
      if (first !== undefined && !explain) return { prediction: first, replayed: true };
      const begin = performance.now();
      const recognition = await recogniser.recognise(bytes, {
        explain,
        timeline,
      });
      const { mediaType, width, height, stages } = recognition;
      const durationMs = Math.round((performance.now() - begin) * 1000) / 1000;
      const id = newId();
      const made = {
        ...recognition,
        id,
        image: { id: newId(), mediaType, width, height, bytes },
        label,
        idempotency,
        durationMs,
        createdAt: clock(),
      };
      const prediction = await timed(timeline, 'persist', () => store.record(made));
      const replayed = prediction.id !== id;
      if (!replayed) countPrediction(metrics, prediction);
      return { prediction, replayed, ...(stages && { stages }) };
    },

    async find(id) {
      const found = await store.find(id);
      if (found === null) throw new NotFoundError(`Cannot find prediction ${id.slice(0, 64)}`);
      return found;
    },

    list: (query) => store.list(query),

    async remove(id) {
      if (!(await store.remove(id)))
        throw new NotFoundError(`Cannot delete prediction ${id.slice(0, 64)}: there is none`);
    },
  };
}
