import { Elysia, status } from 'elysia';
import { readJson } from '../../http/read-body.ts';
import { changeProblems, problem } from '../../http/schemas.ts';
import { decodeCursor, encodeCursor } from '../predictions/cursor.ts';
import * as model from './model.ts';
import { presentChange, presentModel, presentReplay } from './present.ts';
import type { ReplayService } from './replays.ts';
import type { ModelsService } from './service.ts';

const smallBody = { bytes: 4096, setting: 'the body', maximum: 4096 };
/** The framework's own reader has no limit. */
const parse = ({ request }: { request: Request }) => readJson(request, smallBody);

/** Which model answers, and what another one would say; for programs. */
export function modelsApi(service: ModelsService, replaying: ReplayService) {
  return new Elysia({ name: 'models-api', tags: ['Models'] })

    .get('/models.json', async () => ({ items: (await service.list()).models.map(presentModel) }), {
      response: { 200: model.modelList, 503: problem },
      detail: {
        summary: 'List models',
        description:
          'Every folder with a model beside the active one, checked against the hashes of its manifest. A folder that is dropped in appears at once.',
      },
    })

    .put(
      '/models/active',
      async ({ body: { folder } }) => {
        await service.promote(folder);
        return presentModel(await service.find(folder));
      },
      {
        parse,
        body: model.activeModel,
        response: { 200: model.model, ...changeProblems },
        detail: {
          summary: 'Promote a model, or roll back',
          description:
            'It is loaded in every worker first, then all change over: no request is lost, and it counts after a restart, too. 409 says why it cannot be used; then nothing has changed.',
        },
      },
    )

    .get('/replays', async () => ({ items: (await replaying.list()).map(presentReplay) }), {
      response: { 200: model.replayList, 503: problem },
      detail: { summary: 'List replays', description: 'The newest twenty.' },
    })

    .post(
      '/replays',
      async ({ body: { folder, scope = 'labelled' }, set }) => {
        const replay = await replaying.start(folder, scope);
        set.headers.location = `/replays/${replay.id}`;
        return status(201, presentReplay(replay));
      },
      {
        parse,
        body: model.newReplay,
        response: { 201: model.replay, ...changeProblems },
        detail: {
          summary: 'Replay stored pictures',
          description:
            'Reads stored pictures again with another model, in the background, newest first; `labelled` ones unless `scope` says otherwise. One replay at a time. It goes on after a restart.',
        },
      },
    )

    .get('/replays/:id', async ({ params: { id } }) => presentReplay(await replaying.find(id)), {
      params: model.replayId,
      response: { 200: model.replay, 404: problem, 503: problem },
      detail: { summary: 'Fetch a replay', description: 'How far it is, and what it found so far.' },
    })

    .get(
      '/replays/:id/answers',
      async ({ params: { id }, query: { limit = 20, cursor } }) => {
        const before = cursor === undefined ? undefined : decodeCursor(cursor);
        const { items, next } = await replaying.changes(id, { limit, before });
        return { items: items.map(presentChange), next: next === null ? null : encodeCursor(next) };
      },
      {
        params: model.replayId,
        query: model.answersQuery,
        response: { 200: model.replayAnswers, 400: problem, 404: problem, 503: problem },
        detail: {
          summary: 'List answers that changed',
          description: 'Before and after, with the label where there is one.',
        },
      },
    )

    .put(
      '/replays/:id/state',
      async ({ params: { id }, body: { state } }) =>
        presentReplay(await (state === 'running' ? replaying.resume(id) : replaying.cancel(id))),
      {
        params: model.replayId,
        parse,
        body: model.replayState,
        response: { 200: model.replay, ...changeProblems },
        detail: {
          summary: 'Cancel or resume a replay',
          description:
            'What was found stays when it is cancelled. A cancelled or failed one goes on where it stopped.',
        },
      },
    );
}
