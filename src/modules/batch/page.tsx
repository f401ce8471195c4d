import { Elysia } from 'elysia';
import { Batch, type BatchResult } from '../../../templates/pages/batch.tsx';
import { InkwellError } from '../../core/errors.ts';
import type { StoredPrediction } from '../../core/store.ts';
import type { AppDeps } from '../../deps.ts';
import { htmlPages } from '../../http/html.ts';
import { toProblem } from '../../http/problem.ts';
import { plainWords } from '../pages/plain-words.ts';
import { createSite } from '../pages/site.ts';
import { readItems } from './items.ts';
import { createBatch } from './service.ts';

const hidden = { detail: { hide: true } } as const;
/** How many the summary shows; the history has them all. */
const shownAtMost = 200;

/** The page for many pictures. With script it asks `POST /predict/batch`; without, this form's answer comes when all were read. */
export function batchPage(deps: AppDeps) {
  const site = createSite(deps);
  const { batchLimits } = deps;
  const service = createBatch(deps);

  async function readAll(request: Request): Promise<{ result: BatchResult; stopped: InkwellError | null }> {
    const read: StoredPrediction[] = [];
    const failures: { name: string; detail: string }[] = [];
    const outcomes = service.run(readItems(request, deps), request.signal);
    for (;;) {
      const { done, value } = await outcomes.next();
      if (done) {
        const { images, counts, stopped } = value;
        return { result: { images, counts, read, failures }, stopped };
      }
      for (const { index, name, result } of value)
        if (!(result instanceof InkwellError)) {
          if (read.length < shownAtMost) read.push(result);
        } else if (failures.length < shownAtMost)
          failures.push({ name: name ?? `Picture ${index + 1}`, detail: result.message });
    }
  }

  return new Elysia({ name: 'batch-page' })
    .use(htmlPages())
    .get('/batch', ({ html }) => html(<Batch site={site} batchLimits={batchLimits} />), hidden)
    .post(
      '/batch',
      async ({ html, request, set }) => {
        try {
          const { result, stopped } = await readAll(request);
          const notice = stopped
            ? plainWords(stopped)
            : result.images === 0
              ? ({ tone: 'problem', title: 'No picture was chosen' } as const)
              : undefined;
          return html(<Batch site={site} batchLimits={batchLimits} result={result} notice={notice} />);
        } catch (error) {
          if (!(error instanceof InkwellError)) throw error;
          set.status = toProblem(error).status;
          return html(<Batch site={site} batchLimits={batchLimits} notice={plainWords(error)} />);
        }
      },
      { ...hidden, parse: 'none' },
    );
}
