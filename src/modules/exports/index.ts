import { Elysia } from 'elysia';
import type { AppDeps } from '../../deps.ts';
import { toStream } from '../../exchange/streams.ts';
import { problem } from '../../http/schemas.ts';
import * as model from './model.ts';
import { createProgressBoard } from './progress.ts';
import { progressStream } from './progress-stream.ts';
import { exportRequest } from './request.ts';
import { createExports, type ExportFormat, exportFiles } from './service.ts';

const failures = { 400: problem, 503: problem, 507: problem };

/** The data, to take away in four formats. */
export function exports(deps: AppDeps) {
  const service = createExports(deps);
  const board = createProgressBoard(deps.peers);

  const download = (format: ExportFormat) => async (context: { readonly request: Request }) => {
    const query = new URL(context.request.url).searchParams;
    const job = query.get('job');
    let report: ReturnType<typeof board.begin> | undefined;
    const { total, bytes } = await service.start({
      ...exportRequest(format, query),
      onProgress: (done) => report?.to(done),
    });
    if (job) report = board.begin(job, total);
    const { mediaType, extension } = exportFiles[format];
    const name = `inkwell-${deps.clock().toISOString().slice(0, 10)}.${extension}`;
    return new Response(toStream(whenEnded(bytes, () => report?.end())), {
      headers: {
        'content-type': mediaType,
        'content-disposition': `attachment; filename="${name}"`,
        'x-total-count': String(total),
        'cache-control': 'no-store',
      },
    });
  };

  return new Elysia({ name: 'exports', tags: ['Data'] })
    .get('/export/idx', download('idx'), {
      query: model.idxQuery,
      response: { 200: model.zip, ...failures },
      detail: {
        'x-answer': exportFiles.idx.mediaType,
        summary: 'Labelled digits as MNIST’s files',
        description:
          'A zip with the four files of MNIST (`MNIST/raw/…-ubyte.gz`), ready for torchvision, Keras and whatever else reads MNIST; ' +
          '`samples.csv` says which picture is where, `provenance.json` everything else. Pictures are 28 × 28 as the network sees ' +
          'them, each once; train and test are told apart by the picture itself, so none ever changes sides. The same data makes ' +
          'the same bytes. What is labelled `not-a-digit` has no place in MNIST and is left out.',
      },
    })
    .get('/export/png', download('png'), {
      query: model.pngQuery,
      response: { 200: model.zip, ...failures },
      detail: {
        'x-answer': exportFiles.png.mediaType,
        summary: 'Pictures and a table',
        description:
          'A zip with the pictures in a folder for each label, and `manifest.csv`. Each picture once, with its newest reading.',
      },
    })
    .get('/export/jsonl', download('jsonl'), {
      query: model.jsonlQuery,
      response: {
        200: model.lines(
          'A prediction a line',
          '{"id":"0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55","status":"ok","prediction":7, …}',
        ),
        ...failures,
      },
      detail: {
        'x-answer': exportFiles.jsonl.mediaType,
        summary: 'Predictions as JSON lines',
        description:
          'A prediction a line, the newest first; with `images=1` its picture in `image.data`, in Base64.',
      },
    })
    .get('/export/csv', download('csv'), {
      query: model.csvQuery,
      response: { 200: model.lines('A table', 'id,created_at,status,prediction,confidence, …'), ...failures },
      detail: {
        'x-answer': exportFiles.csv.mediaType,
        summary: 'Predictions as a table',
        description: 'A prediction a line, the newest first, without pictures.',
      },
    })
    .get('/export/progress/:job', ({ params }) => progressStream(board, params.job), {
      detail: { hide: true },
    });
}

async function* whenEnded<Item>(items: AsyncGenerator<Item>, end: () => void): AsyncGenerator<Item> {
  try {
    yield* items;
  } finally {
    end();
  }
}
