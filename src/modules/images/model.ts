import { t } from 'elysia';
import { flat, label as truth } from '../../http/schemas.ts';

export const imageId = t.Object({
  id: t.String({ description: 'Of an image', examples: ['0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a56'] }),
});

export const newLabel = t.Object(
  {
    label: truth,
    source: t.Optional(
      t.Union([t.Literal('client'), t.Literal('person')], {
        description: 'Who says so: a program (the default), or a person who looked at the picture',
        error: 'expected client or person',
      }),
    ),
    replaces: t.Optional(
      t.Nullable(truth, {
        description:
          'The label that you saw, null for none: when it is no longer true, nothing changes and you get a 409',
        error: 'expected a digit from 0 to 9, not-a-digit, or null',
      }),
    ),
  },
  {
    ...flat,
    title: 'NewLabel',
    description: 'What the image truly shows',
    examples: [{ label: 7, replaces: null }],
  },
);

export const label = t.Object(
  { label: truth },
  { title: 'Label', description: 'What the image truly shows', examples: [{ label: 7 }] },
);
