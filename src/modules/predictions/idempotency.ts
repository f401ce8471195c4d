import { ConflictError, KeyReusedError } from '../../core/errors.ts';
import type { Label } from '../../core/prediction.ts';
import type { Idempotency, PredictionStore, StoredPrediction } from '../../core/store.ts';

interface Retried {
  readonly bytes: Uint8Array;
  readonly label: Label | null;
  readonly explain: boolean;
}

/** The key with all that makes two requests the same: the picture itself, not how it was wrapped. */
export async function idempotencyOf(key: string, { bytes, label, explain }: Retried): Promise<Idempotency> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return { key, fingerprint: `${new Uint8Array(digest).toHex()} ${label} ${explain}` };
}

/**
 * What was answered to the first try, so that a retry costs no second reading. Two tries at the same time both get past
 * here: the store lets one of them in.
 *
 * @throws KeyReusedError, or ConflictError when the prediction was deleted since.
 */
export async function findFirstTry(
  store: PredictionStore,
  { key, fingerprint }: Idempotency,
  now: Date,
): Promise<StoredPrediction | undefined> {
  const found = await store.findIdempotent(key, now);
  if (found === null) return undefined;
  if (found.fingerprint !== fingerprint)
    throw new KeyReusedError(
      'Cannot accept the request: its Idempotency-Key came with another image, label or query before',
    );
  if (found.prediction === null)
    throw new ConflictError('Cannot repeat the answer: the prediction of this Idempotency-Key was deleted');
  return found.prediction;
}
