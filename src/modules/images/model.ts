import { t } from 'elysia';
import { digit } from '../../http/schemas.ts';

export const imageId = t.Object({
  id: t.String({ description: 'Of an image', examples: ['0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a56'] }),
});

export const newLabel = t.Object(
  {
    label: digit,
    replaces: t.Optional(
      t.Nullable(digit, {
        description:
          'The label that you saw, null for none: when it is no longer true, nothing changes and you get a 409',
        error: 'expected a digit from 0 to 9, or null',
      }),
    ),
  },
  { title: 'NewLabel', description: 'The true digit', examples: [{ label: 7, replaces: null }] },
);

export const label = t.Object(
  { label: digit },
  { title: 'Label', description: 'The true digit of the image', examples: [{ label: 7 }] },
);
