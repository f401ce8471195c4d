import { type Static, t } from 'elysia';
import { type MediaType, mediaTypes } from '../../core/image.ts';
import type { Status } from '../../core/prediction.ts';
import { statuses } from '../../core/prediction.ts';
import { type ReviewMode, type ReviewReason, reviewModes } from '../../core/review-store.ts';
import { digit, flat, integerInQuery, label } from '../../http/schemas.ts';

/** The most that are asked for at once. */
const mostItems = 50;
/** The most that are drawn at once. */
export const mostDrawn = 1000;

const mode = t.Unsafe<ReviewMode>(
  t.Union(
    reviewModes.map((name) => t.Literal(name)),
    {
      description:
        '`doubt`: the most uncertain first, then labels that speak against a sure answer. `sample`: what was drawn at random',
      error: `expected one of ${reviewModes.join(', ')}`,
      examples: ['doubt'],
    },
  ),
);

const reason = t.Unsafe<ReviewReason>(
  t.Union([t.Literal('doubt'), t.Literal('mistake'), t.Literal('sample')], {
    description: 'Why it is asked: the answer is uncertain, speaks against the label, or was drawn at random',
  }),
);

export const nextQuery = t.Object({
  mode: t.Optional(mode),
  limit: t.Optional(
    integerInQuery('limit', {
      minimum: 1,
      maximum: mostItems,
      default: 20,
      description: 'How many at once',
      examples: [20],
      error: `expected a whole number from 1 to ${mostItems}`,
    }),
  ),
  cursor: t.Optional(
    t.String({
      description: 'Where to go on: the `cursor` of the last item that you have',
      examples: ['4471.0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55'],
      maxLength: 64,
    }),
  ),
});

const item = t.Object({
  id: t.String({ description: 'Of the prediction' }),
  reason,
  image: t.Object({
    id: t.String({ description: 'Its label goes to `PUT /images/{id}/label`' }),
    url: t.String({ description: 'Where the bytes are, as uploaded' }),
    mediaType: t.Unsafe<MediaType>(t.Union(mediaTypes.map((type) => t.Literal(type)))),
    width: t.Integer(),
    height: t.Integer(),
  }),
  answer: t.Nullable(
    t.Object({
      status: t.Unsafe<Status>(t.Union(statuses.map((name) => t.Literal(name)))),
      prediction: t.Nullable(digit),
      confidence: t.Number({ minimum: 0, maximum: 1 }),
    }),
    {
      description:
        'What the model said. Null in a sample: whoever has seen the answer agrees with it too often, and the accuracy would look better than it is',
    },
  ),
  label: t.Nullable(label, { description: 'What somebody said it shows, where that may be a mistake' }),
  cursor: t.String({ description: 'Where to go on after this one' }),
});

export const page = t.Object(
  {
    items: t.Array(item, { description: 'In the order to ask' }),
    next: t.Nullable(t.String(), { description: 'The `cursor` of the next page; null at the end' }),
  },
  {
    title: 'ReviewPage',
    description: 'What to ask a person about next',
    examples: [
      {
        items: [
          {
            id: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55',
            reason: 'doubt',
            image: {
              id: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a56',
              url: '/images/0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a56',
              mediaType: 'image/png',
              width: 28,
              height: 28,
            },
            answer: { status: 'unsure', prediction: 4, confidence: 0.47 },
            label: null,
            cursor: '4471.0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55',
          },
        ],
        next: null,
      },
    ],
  },
);
export type ReviewPageBody = Static<typeof page>;

export const newSample = t.Object(
  {
    size: t.Integer({
      minimum: 1,
      maximum: mostDrawn,
      description: 'How many more predictions to draw',
      error: `expected a whole number from 1 to ${mostDrawn}`,
    }),
  },
  { ...flat, title: 'NewSample', description: 'A wish for a larger sample', examples: [{ size: 100 }] },
);

export const sample = t.Object(
  { drawn: t.Integer({ description: 'How many were drawn: fewer where there are no more' }) },
  { title: 'Sample', description: 'What was drawn', examples: [{ drawn: 100 }] },
);
