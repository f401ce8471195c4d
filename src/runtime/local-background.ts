import type { Background } from '../core/background.ts';
import type { Recogniser } from '../core/pipeline.ts';
import { recogniseMany } from '../core/recognise-many.ts';
import type { LoadedModel } from './model-slot.ts';

/** Reads many pictures on the thread that answers requests, where no other can be had. Keeps one model besides the active one. */
export function createLocalBackground(
  active: Recogniser,
  load: (folder: string) => Promise<LoadedModel>,
): Background & { close(): Promise<void> } {
  let other: { folder: string; loading: Promise<LoadedModel> } | null = null;

  async function close(): Promise<void> {
    const model = await other?.loading.catch(() => null);
    other = null;
    await model?.close();
  }

  async function recogniserOf(folder: string): Promise<Recogniser> {
    if (other?.folder !== folder) {
      await close();
      other = { folder, loading: load(folder) };
    }
    try {
      return (await other.loading).recogniser;
    } catch (error) {
      other = null;
      throw error;
    }
  }

  return {
    async recogniseAll(pictures, { folder, explain = false, timeline } = {}) {
      const recogniser = folder === undefined ? active : await recogniserOf(folder);
      return {
        model: recogniser.model,
        outcomes: await recogniseMany(recogniser, pictures, { explain, timeline }),
      };
    },
    close,
  };
}
