import { type ModelAccuracy, summariseAccuracy } from '../../core/accuracy/summarise.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { LibraryModel } from '../../core/model-library.ts';
import type { ModelIdentity } from '../../core/prediction.ts';
import { isSameModel } from '../../core/same-model.ts';
import type { AppDeps } from '../../deps.ts';
import { createPromoter } from './promote.ts';

/** A model with all that is known of it here. */
export interface ModelEntry extends LibraryModel {
  /** Whether it answers now. */
  readonly active: boolean;
  /** Whether it answered before: what a roll back goes to. */
  readonly previous: boolean;
  /** How well it read here; `null` when it never did. */
  readonly here: ModelAccuracy | null;
}

export interface ModelList {
  readonly models: readonly ModelEntry[];
  /** Models that have read here, but lie in no folder any more. */
  readonly gone: readonly ModelAccuracy[];
}

export interface ModelsService {
  /** The active one first, then by folder; what cannot be used last. */
  list(): Promise<ModelList>;
  /** @throws NotFoundError */
  find(folder: string): Promise<ModelEntry>;
  /** Changes over to the model of a folder. @throws NotFoundError, ConflictError, UnavailableError */
  promote(folder: string): Promise<LibraryModel>;
}

type ServiceDeps = Parameters<typeof createPromoter>[0] & Pick<AppDeps, 'accuracy'>;

/** What can be done with models, whoever asks: the API, a page, or the command line. */
export function createModels(deps: ServiceDeps): ModelsService {
  const { accuracy, activeModel, library, models } = deps;

  async function list(): Promise<ModelList> {
    const [found, tallies, remembered] = await Promise.all([
      library.list(),
      accuracy.tallies({}),
      activeModel.recall(),
    ]);
    const read = summariseAccuracy(tallies, [], 'all').models;
    const previous = remembered?.previous?.folder;
    const isThere = (model: ModelIdentity) =>
      found.some(({ identity }) => identity && isSameModel(identity, model));
    return {
      models: found
        .map((model) => ({
          ...model,
          active: model.path === models.folder,
          previous: model.path === previous && model.path !== models.folder,
          here: read.find((one) => model.identity && isSameModel(one.model, model.identity)) ?? null,
        }))
        .toSorted((a, b) => rank(a) - rank(b)),
      gone: read.filter(({ model }) => !isThere(model)),
    };
  }

  return {
    list,
    async find(folder) {
      const entry = (await list()).models.find((model) => model.folder === folder);
      if (!entry) throw new NotFoundError(`Cannot find a model in the folder ${folder.slice(0, 64)}`);
      return entry;
    },
    promote: createPromoter(deps),
  };
}

const rank = ({ active, problem }: ModelEntry): number => (active ? 0 : problem === null ? 1 : 2);
