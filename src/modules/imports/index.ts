import { Elysia, t } from 'elysia';
import { InkwellError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import type { ImportedRow } from '../../exchange/import-rows.ts';
import { toStream } from '../../exchange/streams.ts';
import { toProblem } from '../../http/problem.ts';
import { problem } from '../../http/schemas.ts';
import * as model from './model.ts';
import { receiveFiles } from './receive.ts';
import { createImports, type Import, type ImportCounts, type ImportSummary } from './service.ts';

/** Bringing labelled pictures in. */
export function imports(deps: AppDeps) {
  const service = createImports(deps);

  return new Elysia({ name: 'imports', tags: ['Data'] }).post(
    '/import',
    async ({ request, query }) => {
      const { files, close } = await receiveFiles(request, deps.scratch, deps.batchLimits.maxBytes);
      try {
        const plan = await service.plan(files);
        return new Response(toStream(told(plan, query.rows === 'failed', close)), {
          headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
        });
      } catch (error) {
        await close();
        throw error;
      }
    },
    {
      parse: 'none',
      body: t.NoValidate(model.importJson),
      query: model.importQuery,
      response: {
        200: model.importLine,
        400: problem,
        408: problem,
        413: problem,
        415: problem,
        422: problem,
        503: problem,
        507: problem,
      },
      detail: {
        'x-bodies': { 'multipart/form-data': model.importForm, 'application/octet-stream': model.importZip },
        'x-answer': 'application/x-ndjson',
        summary: 'Import labelled images',
        description:
          'Send what `/export` gives, or a data set: IDX files (gzipped or not, images and labels in one form or one zip), a zip of ' +
          'pictures in folders named by label or with a table (`file,label`), JSON lines (`{"image": "<Base64>", "label": 7}`), a ' +
          'table with the columns `sha256` and `label` for pictures that are here already, or pictures in a form. As a form with ' +
          'files, or one file as the body (`curl --data-binary @mnist.zip`). What it is, the content decides. Answers with lines of ' +
          'JSON while it works: what was found, a line a row, a summary; without the summary the answer was cut off. What is known ' +
          'already changes nothing, so whatever broke off can be sent again.',
      },
    },
  );
}

/** Rows between two lines of progress where only failures are told. */
const progressEvery = 200;

/** The answer, line by line. */
async function* told(
  { format, total, run }: Import,
  onlyFailed: boolean,
  close: () => Promise<void>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const line = (value: model.ImportLine) => encoder.encode(`${JSON.stringify(value)}\n`);
  const counts: ImportCounts = { added: 0, labelled: 0, unchanged: 0, failed: 0 };
  const begin = performance.now();
  const rows = run();
  let done = 0;
  try {
    yield line({ format, total });
    for (let next = await rows.next(); ; next = await rows.next()) {
      if (next.done) return yield line({ summary: { ...next.value, complete: true } });
      const row = next.value;
      counts[row.outcome]++;
      done++;
      if (!onlyFailed || row.outcome === 'failed') yield line(rowLine(done, row));
      if (onlyFailed && done % progressEvery === 0) yield line({ done, counts });
    }
  } catch (error) {
    if (!(error instanceof InkwellError)) throw error;
    const durationMs = Math.round(performance.now() - begin);
    const summary: ImportSummary = { rows: done, counts, durationMs };
    yield line({ summary: { ...summary, complete: false, problem: problemOf(error) } });
  } finally {
    await rows.return({ rows: done, counts, durationMs: 0 });
    await close();
  }
}

const rowLine = (number: number, { name, outcome, label, prediction, error }: ImportedRow) => ({
  row: number,
  name,
  outcome,
  label,
  ...(prediction && {
    prediction: {
      id: prediction.id,
      status: prediction.status,
      prediction: prediction.digit,
      confidence: prediction.confidence,
    },
  }),
  ...(error && { problem: problemOf(error) }),
});

const problemOf = (error: InkwellError) => {
  const { errors, ...rest } = toProblem(error);
  return { ...rest, ...(errors && { errors: [...errors] }) };
};
