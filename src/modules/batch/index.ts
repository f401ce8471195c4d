import { Elysia, t } from 'elysia';
import { InkwellError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import { toProblem } from '../../http/problem.ts';
import { problem } from '../../http/schemas.ts';
import { present } from '../predictions/present.ts';
import { readItems } from './items.ts';
import * as model from './model.ts';
import { type BatchOutcome, type BatchSummary, createBatch } from './service.ts';

/** Many images in one request. */
export function batch(deps: AppDeps) {
  const service = createBatch(deps);
  return new Elysia({ name: 'batch', tags: ['Predictions'] }).post(
    '/predict/batch',
    async ({ request }) => {
      const outcomes = service.run(readItems(request, deps), request.signal);
      // What is wrong before the first answer is a problem with a status of its own.
      const first = await outcomes.next();
      return new Response(lines(first, outcomes), { headers: { 'content-type': 'application/x-ndjson' } });
    },
    {
      parse: 'none',
      body: t.NoValidate(model.batch),
      response: {
        200: model.batchLine,
        400: problem,
        408: problem,
        413: problem,
        503: problem,
        507: problem,
      },
      detail: {
        'x-bodies': { 'multipart/form-data': model.batchForm, 'application/zip': model.batchZip },
        'x-answer': 'application/x-ndjson',
        summary: 'Read many images',
        description:
          'Send a JSON array, a form with files, or a zip (`curl --data-binary @digits.zip`). Answers with a line of JSON for each ' +
          'image (`application/x-ndjson`), in the order of the request and while the rest of it is still coming: a prediction, or ' +
          'the problem of that one image. The last line is a summary; without it the answer was cut off. Hanging up stops the work; ' +
          'what was answered by then is stored.',
      },
    },
  );
}

type Outcomes = AsyncGenerator<readonly BatchOutcome[], BatchSummary>;

/**
 * The answer as it comes. It does not wait to be read: most clients read nothing before they have sent everything, and each
 * would wait for the other. An answer has about a kilobyte, and their number is limited.
 */
function lines(first: Awaited<ReturnType<Outcomes['next']>>, outcomes: Outcomes): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  let cancelled = false;
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      try {
        for (let one = first; !cancelled; one = await outcomes.next()) {
          controller.enqueue(utf8.encode((one.done ? [told(one.value)] : one.value.map(tell)).join('')));
          if (one.done) break;
        }
        if (!cancelled) controller.close();
      } catch (error) {
        if (!cancelled) controller.error(error);
      }
    },
    async cancel() {
      cancelled = true;
      await outcomes.return({} as BatchSummary).catch(() => {});
    },
  });
}

const line = (value: object): string => `${JSON.stringify(value)}\n`;

const tell = ({ index, name, result }: BatchOutcome): string =>
  line(
    result instanceof InkwellError
      ? { index, name, problem: toProblem(result) }
      : { index, name, prediction: present(result) },
  );

const told = ({ images, counts, stopped, durationMs }: BatchSummary): string =>
  line({
    summary: {
      images,
      counts,
      complete: stopped === null,
      ...(stopped && { problem: toProblem(stopped) }),
      durationMs,
    },
  });
