import { t } from 'elysia';
import { label, problem } from '../../http/schemas.ts';
import { prediction, sevenPng } from '../predictions/model.ts';

const one = t.Object({
  image: t.String({ description: 'Base64 (standard or URL-safe) or a data: URI. PNG, JPEG or WebP' }),
  label: t.Optional(label),
  name: t.Optional(t.String({ description: 'Comes back with the answer, e.g. the name of the file' })),
});

/** What `POST /predict/batch` takes as JSON. A form with files, or a zip, do as well. */
export const batch = t.Array(t.Union([t.String({ description: 'Only the image' }), one]), {
  title: 'Batch',
  description: 'Images, each as Base64 or with its name and its true digit',
  examples: [[sevenPng, { name: 'seven.png', image: sevenPng, label: 7 }]],
  'x-told': {
    items: {
      anyOf: [
        { type: 'string', description: 'Only the image' },
        one,
        { description: 'Anything else gets a problem of its own, and the others are read' },
      ],
    },
  },
});

/** For the documentation: neither body ever is a value of ours. */
export const batchForm = {
  type: 'object',
  properties: { image: { type: 'array', minItems: 1, items: { type: 'string', format: 'binary' } } },
  required: ['image'],
  description: 'Files; they count whatever their field is called, and a zip among them is unpacked',
};
export const batchZip = { type: 'string', format: 'binary', description: 'Folders in it are followed' };

const count = t.Integer({ minimum: 0 });

const outcome = t.Object({
  index: t.Integer({ description: 'Its place in the request, from 0' }),
  name: t.Nullable(t.String(), { description: 'As the sender calls it' }),
  prediction: t.Optional(prediction),
  problem: t.Optional({ ...problem, description: 'Why there is no prediction' }),
});

const summary = t.Object({
  summary: t.Object({
    images: count,
    counts: t.Object({ ok: count, unsure: count, blank: count, multiple: count, failed: count }),
    complete: t.Boolean({ description: 'Whether all of the request was read' }),
    problem: t.Optional({ ...problem, description: 'Why not' }),
    durationMs: t.Number(),
  }),
});

/** A line of the answer. The last one is the summary: without it the answer was cut off. */
export const batchLine = t.Union([outcome, summary], {
  title: 'BatchLine',
  description: 'One line for each image, in the order of the request, and at the end the summary',
  examples: [
    {
      summary: {
        images: 2,
        counts: { ok: 1, unsure: 0, blank: 0, multiple: 0, failed: 1 },
        complete: true,
        durationMs: 3,
      },
    },
  ],
});
