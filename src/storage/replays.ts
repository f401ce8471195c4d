import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { comparedAnswer, noCounts, type Replay, type ReplayScope } from '../core/replay/replay.ts';
import type { NewReplay, ReplayPiece, ReplayStore } from '../core/replay-store.ts';
import type { Database } from './database.ts';
import { findPredictions } from './list-predictions.ts';
import { orUnavailable } from './outage.ts';
import { models, replayAnswers, replays } from './schema.ts';

const identity = { name: models.name, version: models.version, sha256: models.sha256 };
const answer = {
  status: replayAnswers.status,
  digit: replayAnswers.digit,
  text: replayAnswers.text,
  confidence: replayAnswers.confidence,
};

/** Replays over libSQL. A piece is one batch: its answers and the replay's progress are there together or not at all. */
export function createReplayStore(database: Database): ReplayStore {
  const { db, renew } = database;

  const select = () =>
    db
      .select({ replay: replays, model: identity })
      .from(replays)
      .innerJoin(models, eq(models.id, replays.modelId));

  async function find(id: string): Promise<Replay | null> {
    const [row] = await select().where(eq(replays.id, id));
    return row ? toReplay(row) : null;
  }

  async function start({ id, model, scope, total, startedAt }: NewReplay): Promise<Replay> {
    const { name, version, sha256 } = model;
    await db.batch([
      db.insert(models).values({ name, version, sha256, createdAt: startedAt }).onConflictDoNothing(),
      db.insert(replays).values({
        id,
        modelId: sql`(select "id" from "models" where "sha256" = ${sha256} and "name" = ${name} and "version" = ${version})`,
        state: 'running',
        scope,
        total,
        done: 0,
        startedAt,
      }),
    ]);
    const started = await find(id);
    if (started === null) throw new Error(`Cannot start replay ${id}: no row came back`);
    return started;
  }

  async function record(id: string, piece: ReplayPiece): Promise<boolean> {
    const expected = and(
      eq(replays.id, id),
      eq(replays.state, 'running'),
      sql`${replays.cursor} is ${piece.after}`,
    );
    const changed = piece.answers.filter((one) => one.changed).length;
    const [, updated] = await db.batch([
      db.run(sql`insert into "replay_answers"
          ("replay_id", "prediction_id", "image_id", "status", "digit", "text", "confidence", "changed")
        select ${id}, value ->> 'predictionId', value ->> 'imageId', value ->> 'status', value ->> 'digit', value ->> 'text',
          value ->> 'confidence', value ->> 'changed'
        from json_each(${JSON.stringify(piece.answers)})
        where exists (select 1 from "replays" where ${expected})
        on conflict do nothing`),
      db
        .update(replays)
        .set({
          cursor: piece.cursor,
          done: sql`${replays.done} + ${piece.done}`,
          changed: sql`${replays.changed} + ${changed}`,
          summary: { ...piece.counts },
        })
        .where(expected)
        .returning({ id: replays.id }),
    ]);
    return updated.length > 0;
  }

  async function changes(id: string, { limit, before }: { limit: number; before?: string | undefined }) {
    const rows = await db
      .select({ predictionId: replayAnswers.predictionId, after: answer })
      .from(replayAnswers)
      .where(
        and(
          eq(replayAnswers.replayId, id),
          eq(replayAnswers.changed, true),
          before === undefined ? undefined : lt(replayAnswers.predictionId, before),
        ),
      )
      .orderBy(desc(replayAnswers.predictionId))
      .limit(limit + 1);
    const shown = rows.slice(0, limit);
    const found = await findPredictions(
      db,
      shown.map(({ predictionId }) => predictionId),
    );
    const items = shown.flatMap(({ predictionId, after }) => {
      const prediction = found.get(predictionId);
      if (!prediction) return [];
      const { image, label, model } = prediction;
      return [{ predictionId, image, label, before: { ...comparedAnswer(prediction), model }, after }];
    });
    return { items, next: rows.length > limit ? (shown.at(-1)?.predictionId ?? null) : null };
  }

  const ofImage = (imageId: string, limit: number) =>
    db
      .select({ ...answer, replayId: replays.id, model: identity, readAt: replays.startedAt })
      .from(replayAnswers)
      .innerJoin(replays, eq(replays.id, replayAnswers.replayId))
      .innerJoin(models, eq(models.id, replays.modelId))
      .where(eq(replayAnswers.imageId, imageId))
      .orderBy(desc(replays.startedAt))
      .limit(limit);

  const changeOf = async (rows: PromiseLike<unknown[]>) => (await rows).length > 0;
  const attempt = <T>(action: string, work: () => Promise<T>) => orUnavailable(action, work, renew);
  return {
    start: (replay) => attempt('start the replay', () => start(replay)),
    find: (id) => attempt('read the replay', () => find(id)),
    list: (limit) =>
      attempt('list replays', async () =>
        (await select().orderBy(desc(replays.startedAt), desc(replays.id)).limit(limit)).map(toReplay),
      ),
    running: () =>
      attempt('list replays', async () => (await select().where(eq(replays.state, 'running'))).map(toReplay)),
    record: (id, piece) => attempt('record what was replayed', () => record(id, piece)),
    finish: (id, state, at, error = undefined) =>
      attempt('end the replay', () =>
        changeOf(
          db
            .update(replays)
            .set({ state, finishedAt: at, error: error ?? null })
            .where(and(eq(replays.id, id), eq(replays.state, 'running')))
            .returning({ id: replays.id }),
        ),
      ),
    resume: (id) =>
      attempt('resume the replay', () =>
        changeOf(
          db
            .update(replays)
            .set({ state: 'running', finishedAt: null, error: null })
            .where(and(eq(replays.id, id), inArray(replays.state, ['cancelled', 'failed'])))
            .returning({ id: replays.id }),
        ),
      ),
    changes: (id, page) => attempt('list what changed', () => changes(id, page)),
    ofImage: (imageId, limit) => attempt('list other readings', () => ofImage(imageId, limit)),
  };
}

type Row = { readonly replay: typeof replays.$inferSelect; readonly model: Replay['model'] };

function toReplay({ replay: { modelId: _, summary, scope, ...replay }, model }: Row): Replay {
  return { ...replay, model, scope: scope as ReplayScope, counts: { ...noCounts, ...summary } };
}
