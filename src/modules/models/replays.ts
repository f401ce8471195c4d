import { ConflictError, NotFoundError } from '../../core/errors.ts';
import { type Replay, type ReplayScope, recentReadings } from '../../core/replay/replay.ts';
import type { ReplayAnswerPage } from '../../core/replay-store.ts';
import type { AppDeps } from '../../deps.ts';
import { findUsable } from './promote.ts';
import { createReplayJob, type ReplayDeps } from './replay-job.ts';

export interface ReplayService {
  /** @throws NotFoundError, ConflictError when the model is unusable, there is nothing to replay, or another replay runs */
  start(folder: string, scope: ReplayScope): Promise<Replay>;
  /** @throws NotFoundError */
  find(id: string): Promise<Replay>;
  /** The newest first. */
  list(): Promise<readonly Replay[]>;
  /** @throws NotFoundError, ConflictError when it is not running */
  cancel(id: string): Promise<Replay>;
  /** @throws NotFoundError, ConflictError when it was not stopped, or another one runs */
  resume(id: string): Promise<Replay>;
  /** Answers that changed. @throws NotFoundError */
  changes(id: string, page: { limit: number; before?: string | undefined }): Promise<ReplayAnswerPage>;
}

const topic = 'replay:start';
const listed = 20;

/** Replays, whoever asks for them. The leader runs them, whichever worker was asked. */
export function createReplays(deps: ReplayDeps & Pick<AppDeps, 'newId'>): ReplayService {
  const { clock, library, log, newId, peers, replays, store } = deps;
  const job = createReplayJob(deps);
  peers.answer(topic, (id: string) => void job.start(id));
  if (peers.leader)
    job.resumeAll().catch((error: unknown) => log.warn('replays not resumed', { error: String(error) }));

  async function find(id: string): Promise<Replay> {
    const replay = await replays.find(id);
    if (replay === null) throw new NotFoundError(`Cannot find replay ${id.slice(0, 64)}`);
    return replay;
  }

  /** One at a time: two would only slow each other down. */
  async function refuseSecond(): Promise<void> {
    const [other] = await replays.running();
    if (other)
      throw new ConflictError(
        `Cannot start a replay: another one, ${other.id}, is running; cancel it or wait for its end`,
      );
  }

  async function countOf(scope: ReplayScope): Promise<number> {
    const { count } = await store.count(scope === 'labelled' ? { label: 'any' } : {});
    if (count === 0)
      throw new ConflictError(
        scope === 'labelled'
          ? 'Cannot replay labelled readings: none has a label yet'
          : 'Cannot replay: nothing was read yet',
      );
    return scope === 'recent' ? Math.min(count, recentReadings) : count;
  }

  return {
    find,
    list: () => replays.list(listed),
    async start(folder, scope) {
      const { identity: model } = await findUsable(library, folder);
      if (model === null) throw new ConflictError(`Cannot use the model of ${folder.slice(0, 64)}`);
      await refuseSecond();
      const total = await countOf(scope);
      const replay = await replays.start({ id: newId(), model, scope, total, startedAt: clock() });
      await peers.askLeader(topic, replay.id);
      return replay;
    },
    async cancel(id) {
      await find(id);
      if (!(await replays.finish(id, 'cancelled', clock())))
        throw new ConflictError(`Cannot cancel replay ${id}: it is not running`);
      return find(id);
    },
    async resume(id) {
      const { state } = await find(id);
      if (state === 'running' || state === 'done')
        throw new ConflictError(`Cannot resume replay ${id}: it is ${state}, expected cancelled or failed`);
      await refuseSecond();
      if (!(await replays.resume(id)))
        throw new ConflictError(`Cannot resume replay ${id}: it goes on already`);
      await peers.askLeader(topic, id);
      return find(id);
    },
    async changes(id, page) {
      await find(id);
      return replays.changes(id, page);
    },
  };
}
