import { Elysia } from 'elysia';
import type { AppDeps } from '../../deps.ts';
import { readJson } from '../../http/read-body.ts';
import { problem } from '../../http/schemas.ts';
import * as model from './model.ts';
import { presentReview } from './present.ts';

const sampleBody = { bytes: 4096, setting: 'the body of a sample', maximum: 4096 };

/** Which pictures to ask a person about. The labels themselves go to `/images/{id}/label`. */
export function review({ reviews }: AppDeps) {
  return new Elysia({ name: 'review', tags: ['Review'] })
    .get(
      '/review/next',
      async ({ query: { mode = 'doubt', limit = 20, cursor } }) =>
        presentReview(await reviews.next({ mode, limit, after: cursor }), limit),
      {
        query: model.nextQuery,
        response: { 200: model.page, 400: problem, 503: problem },
        detail: {
          summary: 'What to label next',
          description:
            'The most uncertain unlabelled pictures first, then likely mistakes; or, with `mode=sample`, what was drawn at random. ' +
            'What gets its label in between is simply no longer there.',
        },
      },
    )

    .post('/review/sample', async ({ body: { size } }) => ({ drawn: await reviews.extendSample(size) }), {
      parse: ({ request }) => readJson(request, sampleBody),
      body: model.newSample,
      response: { 200: model.sample, 400: problem, 413: problem, 503: problem, 507: problem },
      detail: {
        summary: 'Draw a random sample',
        description:
          'Marks predictions at random, each as likely as any other, labelled or not. Accuracy on the sample is not biased by who complains.',
      },
    });
}
