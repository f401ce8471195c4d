import { Elysia, t } from 'elysia';
import { Import, type ImportResult } from '../../../templates/pages/import.tsx';
import { InkwellError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import { toStream } from '../../exchange/streams.ts';
import { htmlPages } from '../../http/html.ts';
import { plainWords } from '../pages/plain-words.ts';
import { createSite } from '../pages/site.ts';
import { receiveFiles } from './receive.ts';
import { createImports } from './service.ts';

const hidden = { detail: { hide: true } } as const;
/** As many failures as anybody reads. */
const shownAtMost = 200;
/** A connection on which nothing comes for long is closed by servers and proxies; in milliseconds. */
const heartbeat = 5000;

/** The page to import from. With script it asks `POST /import`; without, its form's answer comes when all is done. */
export function importPage(deps: AppDeps) {
  const site = createSite(deps);
  const { batchLimits } = deps;
  const service = createImports(deps);

  async function importAll(request: Request): Promise<string> {
    try {
      const { files, close } = await receiveFiles(request, deps.scratch, batchLimits.maxBytes);
      try {
        const { run } = await service.plan(files);
        const failures: { name: string; detail: string }[] = [];
        const rows = run();
        for (;;) {
          const { done, value } = await rows.next();
          if (done) return render({ rows: value.rows, counts: value.counts, failures });
          if (value.error && failures.length < shownAtMost)
            failures.push({ name: value.name, detail: value.error.message });
        }
      } finally {
        await close();
      }
    } catch (error) {
      if (error instanceof InkwellError) return render(undefined, plainWords(error));
      deps.log.error('an import failed', { error: String(error) });
      return render(undefined, {
        tone: 'problem',
        title: 'Something went wrong here. Please send it again.',
      });
    }
  }

  const render = async (result?: ImportResult, notice?: Parameters<typeof Import>[0]['notice']) =>
    String(await (<Import site={site} batchLimits={batchLimits} result={result} notice={notice} />));

  return new Elysia({ name: 'import-page' })
    .use(htmlPages())
    .get('/import', ({ html }) => html(<Import site={site} batchLimits={batchLimits} />), {
      response: { 200: t.Any({ type: 'string', description: 'The page', examples: ['<!doctype html>…'] }) },
      detail: {
        tags: ['Data'],
        'x-answer': 'text/html',
        summary: 'The page to import from',
        description: 'For people; programs send their files with `POST /import`.',
      },
    })
    .post(
      '/import/form',
      ({ request }) =>
        new Response(toStream(patiently(importAll(request))), {
          headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-cache' },
        }),
      { ...hidden, parse: 'none' },
    );
}

/** The page when it is there, and white space before, so that the connection lives. */
async function* patiently(page: Promise<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  yield encoder.encode('<!doctype html>');
  for (;;) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), heartbeat);
    });
    const done = await Promise.race([page, pause]);
    clearTimeout(timer);
    if (done !== null) return yield encoder.encode(done);
    yield encoder.encode('\n');
  }
}
