import { type Static, t } from 'elysia';
import { type MediaType, mediaTypes } from '../../core/image.ts';
import { notADigit, type Status, statuses } from '../../core/prediction.ts';
import { digit, digitInQuery, flat, integer, label, pageQuery } from '../../http/schemas.ts';
import { encodeCursor } from './cursor.ts';

const status = t.Unsafe<Status>(
  t.Union(
    statuses.map((name) => t.Literal(name)),
    {
      description:
        '`ok`: we stand by it. `unsure`: a best guess, or perhaps no digit at all. `blank`: no ink. `multiple`: several digits, see `reading`',
      error: `expected one of ${statuses.join(', ')}`,
    },
  ),
);

const probability = (description: string) => t.Number({ minimum: 0, maximum: 1, description });

/** A seven of 28 × 28 pixels, in Base64: examples can be sent as they are. */
export const sevenPng =
  'iVBORw0KGgoAAAANSUhEUgAAABwAAAAcAQAAAABaduI5AAAANklEQVR4nGNgwAUY/39AJhgYZECEDYiwABEFcOIBjGA8wMDAwAwmGhgYGNjBBEiSD06ADcEBAPnLC85zm4O0AAAAAElFTkSuQmCC';

const example = {
  id: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55',
  status: 'ok',
  prediction: 7,
  confidence: 0.998,
  probabilities: [0, 0, 0.001, 0, 0, 0, 0, 0.998, 0, 0.001],
  reading: null,
  model: {
    name: 'inkwell',
    version: '1.0.0',
    sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  },
  decidedBy: 'glance',
  image: {
    id: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a56',
    url: '/images/0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a56',
    mediaType: 'image/png',
    width: 28,
    height: 28,
  },
  label: null,
  durationMs: 0.42,
  createdAt: '2026-11-23T13:30:00.000Z',
};

const exampleCursor = encodeCursor(example.id);

/** One prediction, as the API tells it. */
export const prediction = t.Object(
  {
    id: t.String({ description: 'Sorts by time' }),
    status,
    prediction: t.Nullable(digit, { description: 'The digit; null when blank or multiple' }),
    confidence: probability('How often an answer given with this number is right; 0 when blank'),
    probabilities: t.Array(t.Number({ minimum: 0, maximum: 1 }), {
      minItems: 10,
      maxItems: 10,
      description: 'Of the digits 0 to 9, calibrated; they sum to 1, or are all 0 when blank',
    }),
    reading: t.Nullable(
      t.Object({
        text: t.String({ description: 'The digits in reading order, e.g. `2047`' }),
        digits: t.Array(
          t.Object({
            digit,
            confidence: probability('Of this digit'),
            box: t.Object(
              { x: t.Number(), y: t.Number(), width: t.Number(), height: t.Number() },
              { description: 'In pixels of the upright image, from its top left corner' },
            ),
          }),
        ),
      }),
      { description: 'What was read when there are several digits' },
    ),
    model: t.Object({
      name: t.String(),
      version: t.String(),
      sha256: t.String({ description: 'Of the network’s files' }),
    }),
    decidedBy: t.Nullable(t.String(), {
      description: 'The stage of the model that decided; null when it was not asked, or for several digits',
    }),
    image: t.Object({
      id: t.String(),
      url: t.String({ description: 'Where the bytes are, as uploaded' }),
      mediaType: t.Unsafe<MediaType>(t.Union(mediaTypes.map((type) => t.Literal(type)))),
      width: integer(),
      height: integer(),
    }),
    label: t.Nullable(label, { description: 'What it truly is, when somebody said so' }),
    durationMs: t.Number({ description: 'From bytes to answer, without HTTP and database' }),
    createdAt: t.String({ format: 'date-time' }),
  },
  { title: 'Prediction', description: 'A prediction', examples: [example] },
);
export type PredictionBody = Static<typeof prediction>;

/** The answer to a new image; with its stages when they were asked for. */
export const newPrediction = t.Object(
  {
    ...prediction.properties,
    stages: t.Optional(
      t.Array(
        t.Object({
          name: t.String(),
          reason: t.String({ description: 'What was done and why' }),
          picture: t.String({ description: 'The result, a PNG in a data: URI' }),
        }),
        { description: 'How the image was prepared, step by step (`?explain=true`)' },
      ),
    ),
  },
  { title: 'NewPrediction', description: 'The prediction that was made and stored', examples: [example] },
);

/** What `POST /predict` takes, as JSON or as a form. The bare bytes of an image do as well. */
export const upload = t.Object(
  {
    image: t.Union([t.String(), t.File()], {
      description:
        'A file in a form; in JSON Base64 (standard or URL-safe) or a data: URI. PNG, JPEG or WebP',
    }),
    label: t.Optional(label),
  },
  {
    ...flat,
    title: 'Upload',
    description: 'An image and, when you know it, what it truly shows',
    examples: [{ image: sevenPng, label: 7 }],
  },
);

export const predictQuery = t.Object({
  explain: t.Optional(
    t.Boolean({
      description: 'Also return how the image was prepared',
      examples: [true],
      error: 'expected true or false',
    }),
  ),
});

/** For the documentation alone: a schema would have Elysia copy every header of every request. */
export const idempotencyHeader = {
  name: 'Idempotency-Key',
  description:
    'Of your choice, new for each image, e.g. a UUID: send it again with a retry, and no second prediction is made',
  example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
};

const date = (description: string) =>
  t.Optional(
    t.String({
      description,
      examples: ['2026-11-23T00:00:00Z'],
      maxLength: 40,
      'x-told': { anyOf: [{ format: 'date' }, { format: 'date-time' }] },
    }),
  );

const confidenceBound = (name: string, description: string, example: number) =>
  t.Optional(
    t.Number({
      minimum: 0,
      maximum: 1,
      'x-name': name,
      description,
      examples: [example],
      error: 'expected a number from 0 to 1',
    }),
  );

export const listQuery = t.Object({
  ...pageQuery,
  prediction: t.Optional(digitInQuery('prediction', { description: 'Read as this digit', examples: [7] })),
  status: t.Optional(t.Unsafe<Status>({ ...status, examples: ['unsure'] })),
  label: t.Optional(
    t.Union([digitInQuery('label'), t.Literal(notADigit), t.Literal('any'), t.Literal('none')], {
      description: 'The true digit, `not-a-digit`, or whether one is known at all',
      examples: ['none'],
      error: 'expected a digit, not-a-digit, any or none',
    }),
  ),
  model: t.Optional(
    t.String({ description: 'Read by this version of the model', examples: ['1.0.0'], maxLength: 64 }),
  ),
  labelled: t.Optional(
    t.Union([t.Literal('right'), t.Literal('wrong')], {
      description: 'Labelled, and the answer agrees with the label, or does not',
      examples: ['wrong'],
      error: 'expected right or wrong',
    }),
  ),
  sampled: t.Optional(
    t.Boolean({
      description: 'In the random sample by which accuracy is judged, or not',
      examples: [true],
      error: 'expected true or false',
    }),
  ),
  minConfidence: confidenceBound('minConfidence', 'At least this confidence', 0.5),
  maxConfidence: confidenceBound('maxConfidence', 'Less than this confidence; 1 takes all', 0.95),
  from: date('Made at this time or later (ISO 8601)'),
  until: date('Made before this time (ISO 8601)'),
});

export const predictionPage = t.Object(
  {
    items: t.Array(prediction, { description: 'Newest first' }),
    next: t.Nullable(t.String(), { description: 'The `cursor` of the next page; null on the last' }),
  },
  {
    title: 'PredictionPage',
    description: 'A page of the history',
    examples: [{ items: [example], next: exampleCursor }],
  },
);

export const predictionId = t.Object({
  id: t.String({ description: 'Of a prediction', examples: [example.id] }),
});
