import { Elysia, status, t } from 'elysia';
import type { AppDeps } from '../../deps.ts';
import { principalOf } from '../../http/access.ts';
import { ownKey, readIdempotencyKey } from '../../http/idempotency-key.ts';
import { readUpload } from '../../http/read-upload.ts';
import { factsOf } from '../../http/request-facts.ts';
import { problem } from '../../http/schemas.ts';
import { encodeCursor } from './cursor.ts';
import * as model from './model.ts';
import { present, presentStages } from './present.ts';
import { linkToNext, toStoreQuery } from './query.ts';
import { createPredictions } from './service.ts';

/** Reading images, and the history of what was read. */
export function predictions(deps: AppDeps) {
  const service = createPredictions(deps);
  return new Elysia({ name: 'predictions', tags: ['Predictions'] })

    .post(
      '/predict',
      async ({ request, query: { explain = false }, set }) => {
        const idempotencyKey = readIdempotencyKey(request);
        const { prediction, stages, replayed } = await service.predict({
          ...(await readUpload(request, deps.limits)),
          explain,
          idempotencyKey: idempotencyKey && ownKey(principalOf(request), idempotencyKey),
          timeline: factsOf(request)?.trace,
        });
        if (replayed) set.headers['idempotency-replayed'] = 'true';
        set.headers.location = `/predictions/${prediction.id}`;
        const body = present(prediction);
        return status(201, stages ? { ...body, stages: presentStages(stages) } : body);
      },
      {
        // The body is for `readUpload` alone: bounded, and judged by its content. The schema types the clients.
        parse: 'none',
        body: t.NoValidate(model.upload),
        query: model.predictQuery,
        response: {
          201: model.newPrediction,
          400: problem,
          408: problem,
          409: problem,
          413: problem,
          415: problem,
          422: problem,
          503: problem,
          507: problem,
        },
        detail: {
          summary: 'Read a digit',
          'x-headers': [model.idempotencyHeader],
          description:
            'Send an image: as JSON, as a form, or as its bare bytes. What it is, the content decides. ' +
            'Image and prediction are stored before the answer leaves. With an `Idempotency-Key` a request may be sent ' +
            'again for 24 hours without being counted twice: the answer is that of the first try.',
        },
      },
    )

    .get(
      '/predictions',
      async ({ query, set }) => {
        const { items, next } = await service.list(toStoreQuery(query));
        if (next !== null) set.headers.link = linkToNext(query, next);
        return { items: items.map(present), next: next === null ? null : encodeCursor(next) };
      },
      {
        query: model.listQuery,
        response: { 200: model.predictionPage, 400: problem, 503: problem },
        detail: {
          summary: 'List predictions',
          description:
            'The newest first. `Link: rel="next"` leads to the next page, and `next` in the body is its cursor.',
        },
      },
    )

    .get('/predictions/:id', async ({ params: { id } }) => present(await service.find(id)), {
      params: model.predictionId,
      response: { 200: model.prediction, 404: problem, 503: problem },
      detail: {
        summary: 'Fetch a prediction',
        description: 'As it was when it was made, with the newest true label.',
      },
    })

    .delete(
      '/predictions/:id',
      async ({ params: { id } }) => {
        await service.remove(id);
        return status(204);
      },
      {
        params: model.predictionId,
        response: { 204: t.Void({ description: 'It is gone' }), 404: problem, 503: problem, 507: problem },
        detail: {
          summary: 'Delete a prediction',
          description: 'Its image and the image’s labels go too when no other prediction needs them.',
        },
      },
    );
}
