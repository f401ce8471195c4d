import type { PromotedModel } from '../../core/active-model.ts';
import { ConflictError, InkwellError, NotFoundError, UnavailableError } from '../../core/errors.ts';
import type { LibraryModel } from '../../core/model-library.ts';
import type { AppDeps } from '../../deps.ts';

type PromoteDeps = Pick<AppDeps, 'activeModel' | 'library' | 'log' | 'models' | 'peers' | 'recogniser'>;

/** How the leader answers: errors of other threads would lose what they are. */
type Answer = { readonly done: true } | { readonly unusable: string } | { readonly unavailable: string };

const topic = 'models:promote';

/**
 * Makes another model the one that answers, in every worker, and remembers it for the next start together with the one that
 * was active before. The leader does it, one after the other: what is remembered is what was promoted last.
 */
export function createPromoter(deps: PromoteDeps) {
  const { activeModel, library, log, models, peers, recogniser } = deps;
  let last: Promise<unknown> = Promise.resolve();

  async function promote({ path, identity }: LibraryModel): Promise<Answer> {
    const before: PromotedModel = { folder: models.folder, sha256: recogniser.model.sha256 };
    try {
      if (models.folder !== path) await models.activate(path);
    } catch (error) {
      log.warn('model not promoted', { folder: path, error: messageOf(error) });
      return { unusable: messageOf(error) };
    }
    try {
      const previous = before.folder === path ? (await activeModel.recall())?.previous : before;
      await activeModel.remember({
        folder: path,
        sha256: recogniser.model.sha256,
        previous: previous ?? null,
      });
    } catch (error) {
      return { unavailable: `${messageOf(error)}; it reads now, but would not after a restart` };
    }
    log.info('model promoted', { folder: path, model: identity });
    return { done: true };
  }

  peers.answer(topic, (model: LibraryModel) => {
    const mine = last.then(() => promote(model));
    last = mine.catch(() => {});
    return mine;
  });

  /** @throws NotFoundError, ConflictError when it cannot be used, UnavailableError when it could not be remembered */
  return async (folder: string): Promise<LibraryModel> => {
    const model = await findUsable(library, folder);
    const answer = await peers.askLeader<Answer>(topic, { ...model, card: null });
    if ('unusable' in answer)
      throw new ConflictError(`Cannot promote ${folder.slice(0, 64)}: ${answer.unusable}`);
    if ('unavailable' in answer)
      throw new UnavailableError(
        `Cannot remember ${folder.slice(0, 64)} as the active model: ${answer.unavailable}`,
        1,
      );
    return model;
  };
}

/** @throws NotFoundError when there is no such folder, ConflictError when its files are not what its manifest says */
export async function findUsable(library: AppDeps['library'], folder: string): Promise<LibraryModel> {
  const model = await library.find(folder);
  if (model === null) throw new NotFoundError(`Cannot find a model in the folder ${folder.slice(0, 64)}`);
  if (model.problem !== null)
    throw new ConflictError(`Cannot use the model of ${model.folder.slice(0, 64)}: ${model.problem}`);
  return model;
}

const messageOf = (error: unknown): string =>
  error instanceof InkwellError || error instanceof Error ? error.message : String(error);
