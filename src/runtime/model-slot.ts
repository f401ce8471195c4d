import type { ModelCard } from '../core/model-card.ts';
import type { ModelSwitch } from '../core/model-switch.ts';
import type { Peers } from '../core/peers.ts';
import type { Recogniser } from '../core/pipeline.ts';
import type { ModelIdentity } from '../core/prediction.ts';

/** Under this topic workers tell each other to take a model, by its folder. */
export const takeModel = 'model:take';

/** A model that is ready to read. */
export interface LoadedModel {
  readonly folder: string;
  readonly recogniser: Recogniser;
  readonly card: ModelCard;
  close(): Promise<void>;
}

export interface ModelSlot {
  /** Reads with whatever model is active when a picture comes. */
  readonly recogniser: Recogniser;
  card(): ModelCard;
  readonly models: ModelSwitch;
  close(): Promise<void>;
}

/** A model and how many pictures it is reading: it is closed after the last one. */
interface Tenant {
  readonly model: LoadedModel;
  reading: number;
  leaving: boolean;
}

/**
 * Holds this thread's active model and changes it together with the other workers, in two steps: everybody loads the new
 * one, and only when all could, everybody takes it.
 */
export function createModelSlot(
  first: LoadedModel,
  load: (folder: string) => Promise<LoadedModel>,
  peers: Peers,
): ModelSlot {
  let active: Tenant = { model: first, reading: 0, leaving: false };
  let next: LoadedModel | null = null;

  const closeWhenIdle = (tenant: Tenant) => {
    if (tenant.leaving && tenant.reading === 0) void tenant.model.close();
  };

  peers.answer('model:load', async (folder: string) => {
    await next?.close();
    next = null;
    next = await load(folder);
    return next.recogniser.model;
  });
  peers.answer(takeModel, async (folder: string) => {
    // A worker that was just started was not there when the others loaded it.
    const taken = next?.folder === folder ? next : await load(folder);
    const old = active;
    active = { model: taken, reading: 0, leaving: false };
    next = null;
    old.leaving = true;
    closeWhenIdle(old);
  });
  peers.answer('model:drop', async () => {
    await next?.close();
    next = null;
  });

  return {
    recogniser: {
      get model() {
        return active.model.recogniser.model;
      },
      get thresholds() {
        return active.model.recogniser.thresholds;
      },
      async recognise(bytes, options) {
        const tenant = active;
        tenant.reading++;
        try {
          return await tenant.model.recogniser.recognise(bytes, options);
        } finally {
          tenant.reading--;
          closeWhenIdle(tenant);
        }
      },
    },
    card: () => active.model.card,
    models: {
      get folder() {
        return active.model.folder;
      },
      async activate(folder) {
        try {
          const [identity] = await peers.ask<ModelIdentity>('model:load', folder);
          if (!identity) throw new Error('no worker answered');
          await peers.ask(takeModel, folder);
          return identity;
        } catch (error) {
          await peers.ask('model:drop').catch(() => {});
          throw error;
        }
      },
    },
    close: () => active.model.close(),
  };
}
