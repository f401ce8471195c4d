import { notADigit } from '../../src/core/prediction.ts';
import type { StoredPrediction } from '../../src/core/store.ts';
import { byteSize, duration } from '../format.ts';
import { When } from './when.tsx';

const formats = { 'image/png': 'PNG', 'image/jpeg': 'JPEG', 'image/webp': 'WebP' } as const;

/** Everything else that is remembered of a reading. */
export function Facts({ prediction }: { prediction: StoredPrediction }) {
  const { id, image, model, decidedBy, durationMs, createdAt, label } = prediction;
  return (
    <dl class="facts">
      <dt>Read</dt>
      <dd>
        <When date={createdAt} />
      </dd>
      <dt>Took</dt>
      <dd safe>{took({ decidedBy, durationMs })}</dd>
      <dt>True digit</dt>
      <dd safe>
        {label === null ? 'nobody said yet' : label === notADigit ? 'none: it is no digit' : String(label)}
      </dd>
      <dt>Picture</dt>
      <dd
        safe
      >{`${image.width} × ${image.height} pixels, ${formats[image.mediaType]}, ${byteSize(image.byteLength)}`}</dd>
      <dt>Model</dt>
      <dd>
        <a href="/model" safe>
          {`${model.name} ${model.version}`}
        </a>
      </dd>
      <dt>Model’s SHA-256</dt>
      <dd class="code" safe>
        {model.sha256}
      </dd>
      <dt>Picture’s SHA-256</dt>
      <dd class="code" safe>
        {image.sha256}
      </dd>
      <dt>Reading</dt>
      <dd class="code" safe>
        {id}
      </dd>
      <dt>Image</dt>
      <dd class="code">
        <a href={`/images/${image.id}`} safe>
          {image.id}
        </a>
      </dd>
    </dl>
  );
}

/** `0.4 ms, decided by the fast stage`. */
export function took({ decidedBy, durationMs }: Pick<StoredPrediction, 'decidedBy' | 'durationMs'>): string {
  const stage = decidedBy === null ? 'no network was needed' : `decided by the ${decidedBy} stage`;
  return `${duration(durationMs)}, ${stage}`;
}
