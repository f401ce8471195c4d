import { NotFoundError } from '../../core/errors.ts';
import type { Label, Stage } from '../../core/prediction.ts';
import type { PredictionPage, PredictionQuery, StoredPrediction } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';

export interface PredictRequest {
  readonly bytes: Uint8Array;
  /** The truth, when the sender knows it. */
  readonly label?: Label | null;
  readonly explain?: boolean;
}

export interface Predicted {
  readonly prediction: StoredPrediction;
  /** Set when `explain` asked for them; they are not stored. */
  readonly stages?: readonly Stage[];
}

export interface PredictionService {
  /** Reads an image and remembers it: when this resolves, both are safe. @throws InkwellError */
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
  clock,
  newId,
}: Pick<AppDeps, 'recogniser' | 'store' | 'clock' | 'newId'>): PredictionService {
  return {
    async predict({ bytes, label = null, explain = false }) {
      const begin = performance.now();
      const { mediaType, width, height, stages, ...reading } = await recogniser.recognise(bytes, { explain });
      const durationMs = Math.round((performance.now() - begin) * 1000) / 1000;
      const prediction = await store.record({
        ...reading,
        id: newId(),
        image: { id: newId(), mediaType, width, height, bytes },
        label,
        durationMs,
        createdAt: clock(),
      });
      return { prediction, ...(stages && { stages }) };
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
