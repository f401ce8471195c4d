import { type Static, t } from 'elysia';
import { notADigit } from '../../core/prediction.ts';
import { importFormats } from '../../exchange/import-source.ts';
import { digit, problem } from '../../http/schemas.ts';

const label = t.Nullable(t.Union([digit, t.Literal(notADigit)]), {
  description: 'The label that came with it',
});

/** What is said of a row. */
const row = t.Object({
  row: t.Integer({ description: 'Its place, from 1' }),
  name: t.String({ description: 'A file, perhaps with a number or a line' }),
  outcome: t.Union([t.Literal('added'), t.Literal('labelled'), t.Literal('unchanged'), t.Literal('failed')], {
    description: 'Read and stored; known, and now labelled; all known already; not imported, see `problem`',
  }),
  label,
  prediction: t.Optional(
    t.Object({ id: t.String(), status: t.String(), prediction: t.Nullable(digit), confidence: t.Number() }),
  ),
  problem: t.Optional(problem),
});

const counts = t.Object({
  added: t.Integer(),
  labelled: t.Integer(),
  unchanged: t.Integer(),
  failed: t.Integer(),
});

const begin = t.Object({
  format: t.Union(
    importFormats.map((format) => t.Literal(format)),
    { description: 'What was found' },
  ),
  total: t.Nullable(t.Integer(), { description: 'How many rows there will be, when that is known' }),
});

const end = t.Object({
  summary: t.Object({
    rows: t.Integer(),
    counts,
    complete: t.Boolean({ description: 'Whether all of it was gone through; else see `problem`' }),
    problem: t.Optional(problem),
    durationMs: t.Integer(),
  }),
});

/** A line of the answer. */
export const importLine = t.Union(
  [begin, row, t.Object({ done: t.Integer({ description: 'Rows so far' }), counts }), end],
  {
    title: 'ImportLine',
    description: 'First what was found, then a line a row, in the end the summary',
    examples: [
      {
        row: 1,
        name: 'train-images-idx3-ubyte.gz#0',
        outcome: 'added',
        label: 5,
        prediction: {
          id: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55',
          status: 'ok',
          prediction: 5,
          confidence: 0.998,
        },
      },
    ],
  },
);
export type ImportLine = Static<typeof importLine>;

export const importQuery = t.Object({
  rows: t.Optional(
    t.Union([t.Literal('all'), t.Literal('failed')], {
      description: 'Tell every row, or only the failed ones and the progress every 200',
      examples: ['failed'],
      error: 'expected all or failed',
    }),
  ),
});

/** A line of JSON lines. */
export const importJson = t.Object(
  { image: t.String({ description: 'Base64 or a data: URI' }), label: t.Optional(label) },
  {
    title: 'ImportJson',
    description: 'An image and what it truly shows; one a line',
    examples: [{ image: 'iVBORw0KGgoAAAANSUhEUgAAABwAAAAc…', label: 7 }],
    // What a line holds is judged line by line, and told in the answer's.
    'x-told': {
      required: [],
      additionalProperties: true,
      properties: {
        image: { description: 'Base64 or a data: URI' },
        label: { description: 'A digit, 0 to 9, or `not-a-digit`' },
      },
    },
  },
);

export const importForm = t.Object({
  file: t.Any({ type: 'string', format: 'binary', description: 'As many as there are' }),
});

export const importZip = t.Any({
  type: 'string',
  format: 'binary',
  description: 'A zip, an IDX file, JSON lines or a table',
});
