import { NotFoundError } from '../../core/errors.ts';
import type { Label } from '../../core/prediction.ts';
import type { LabelSource, StoredImage } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';

export interface ImageService {
  /** The bytes as uploaded. @throws NotFoundError */
  bytes(id: string): Promise<{ readonly image: StoredImage; readonly bytes: Uint8Array }>;
  /**
   * Says what an image really shows: which digit, or none; `digit: null` takes back what was said.
   *
   * @param label `replaces` is the label that the caller saw, `null` for none; leave it out to overrule whatever is there.
   * @throws NotFoundError, or ConflictError when somebody was faster.
   */
  setLabel(
    id: string,
    label: { digit: Label | null; source: LabelSource; replaces?: Label | null | undefined },
  ): Promise<void>;
}

/** What can be done with stored images, whoever asks: the API or a page. */
export function createImages({ store, clock }: Pick<AppDeps, 'store' | 'clock'>): ImageService {
  return {
    async bytes(id) {
      const found = await store.imageBytes(id);
      if (found === null) throw new NotFoundError(`Cannot find image ${id.slice(0, 64)}`);
      return found;
    },
    async setLabel(id, label) {
      if (!(await store.setLabel(id, { ...label, createdAt: clock() })))
        throw new NotFoundError(`Cannot label image ${id.slice(0, 64)}: there is none`);
    },
  };
}
