import { InkwellError } from '../../core/errors.ts';
import type { ModelIdentity } from '../../core/prediction.ts';
import { countReplayed, type Replayed } from '../../core/replay/count-replayed.ts';
import { comparedAnswer, isChanged, type Replay } from '../../core/replay/replay.ts';
import { isSameModel } from '../../core/same-model.ts';
import type { StoredPrediction } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';

export type ReplayDeps = Pick<
  AppDeps,
  'accepting' | 'background' | 'clock' | 'library' | 'log' | 'peers' | 'replays' | 'store'
>;

/** A piece holds no more pictures than this, and no more bytes unless one picture alone has more. */
const most = { pictures: 128, bytes: 32 * 2 ** 20 };

/** Pictures on their way through the network. */
interface Piece {
  readonly after: string | null;
  readonly items: readonly StoredPrediction[];
  readonly outcomes: Promise<readonly Replayed[]>;
}

/**
 * Reads stored pictures again with a replay's model, newest first, piece by piece, until all are done or it is stopped.
 * Every piece is recorded with the place where it ended, so a replay goes on where a restart cut it off.
 */
export function createReplayJob(deps: ReplayDeps) {
  const { accepting, clock, library, log, replays } = deps;
  const running = new Set<string>();

  async function run(id: string): Promise<void> {
    const replay = await replays.find(id);
    if (replay?.state !== 'running') return;
    const folder = await folderOf(library, replay.model);
    if (folder === null) {
      const { name, version } = replay.model;
      await replays.finish(
        id,
        'failed',
        clock(),
        `the folder of ${name} ${version} is gone, or its files have changed`,
      );
      return;
    }
    await readAgain(replay, folder);
  }

  async function readAgain(replay: Replay, folder: string): Promise<void> {
    let { cursor, counts } = replay;
    let left = replay.scope === 'recent' ? replay.total - replay.done : Number.POSITIVE_INFINITY;
    let piece = await startPiece(deps, folder, replay, cursor, left);
    while (piece && accepting()) {
      // The next one is fetched and read while this one is waited for.
      left -= piece.items.length;
      const end = lastOf(piece);
      const next = startPiece(deps, folder, replay, end, left);
      next.catch(() => {});
      const replayed = await piece.outcomes;
      counts = countReplayed(counts, replayed);
      const answers = piece.items.flatMap(({ id: predictionId, image }, i) => {
        const { before, after } = replayed[i] ?? {};
        if (!before || !after) return [];
        return [{ ...after, predictionId, imageId: image.id, changed: isChanged(before, after) }];
      });
      const done = piece.items.length;
      if (!(await replays.record(replay.id, { after: cursor, cursor: end, done, answers, counts }))) {
        await next.then((unused) => unused?.outcomes).catch(() => {});
        return;
      }
      cursor = end;
      piece = await next;
    }
    if (!piece) await replays.finish(replay.id, 'done', clock());
    else await piece.outcomes.catch(() => {});
  }

  async function start(id: string): Promise<void> {
    if (running.has(id)) return;
    running.add(id);
    try {
      await run(id);
    } catch (error) {
      log.error('replay failed', {
        replay: id,
        error: error instanceof Error ? error.message : String(error),
      });
      const reason = error instanceof InkwellError ? error.message : 'something broke; the log tells what';
      await replays.finish(id, 'failed', clock(), reason).catch(() => {});
    } finally {
      running.delete(id);
    }
  }

  return {
    /** Runs it, unless it runs already. Never rejects. */
    start,
    /** Goes on with all that a restart cut off. */
    async resumeAll(): Promise<void> {
      for (const { id } of await replays.running()) void start(id);
    },
  };
}

async function folderOf(library: AppDeps['library'], model: ModelIdentity): Promise<string | null> {
  const found = (await library.list()).find(
    ({ identity, problem }) => problem === null && identity !== null && isSameModel(identity, model),
  );
  return found?.path ?? null;
}

const lastOf = ({ items }: Piece): string => items.at(-1)?.id ?? '';

/** The next pictures, already on their way through the network; `null` when there are none left. */
async function startPiece(
  { background, store }: ReplayDeps,
  folder: string,
  { scope }: Replay,
  cursor: string | null,
  left: number,
): Promise<Piece | null> {
  const items = await nextItems(store, scope, cursor, Math.min(most.pictures, left));
  if (items.length === 0) return null;
  const pictures = await store.manyImageBytes(items.map(({ image }) => image.id));
  const outcomes = readPictures(background, folder, items, pictures);
  outcomes.catch(() => {});
  return { after: cursor, items, outcomes };
}

async function nextItems(
  store: AppDeps['store'],
  scope: Replay['scope'],
  cursor: string | null,
  limit: number,
): Promise<readonly StoredPrediction[]> {
  if (limit <= 0) return [];
  const label = scope === 'labelled' ? 'any' : undefined;
  let before = cursor ?? undefined;
  for (;;) {
    const { items, next } = await store.list({ limit, before, label });
    if (items.length > 0 || next === null) return bounded(items);
    before = next;
  }
}

/** As many from the front as fit into memory together. */
function bounded(items: readonly StoredPrediction[]): readonly StoredPrediction[] {
  let bytes = 0;
  const end = items.findIndex(({ image }, i) => {
    bytes += image.byteLength;
    return i > 0 && bytes > most.bytes;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** A picture that was deleted meanwhile, or cannot be read, has no second answer. */
async function readPictures(
  background: AppDeps['background'],
  folder: string,
  items: readonly StoredPrediction[],
  pictures: ReadonlyMap<string, Uint8Array>,
): Promise<readonly Replayed[]> {
  const there = items.flatMap(({ image }, i) => {
    const bytes = pictures.get(image.id);
    return bytes ? [{ i, bytes }] : [];
  });
  const { outcomes } = await background.recogniseAll(
    there.map(({ bytes }) => bytes),
    { folder },
  );
  const after = new Map(there.map(({ i }, n) => [i, outcomes[n]]));
  return items.map((item, i) => {
    const outcome = after.get(i);
    return {
      label: item.label,
      before: comparedAnswer(item),
      after: outcome && 'recognition' in outcome ? comparedAnswer(outcome.recognition) : null,
    };
  });
}
