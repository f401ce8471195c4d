import { t } from 'elysia';
import type { Digit } from '../core/prediction.ts';

/** A digit, in every request and response. */
export const digit = t.Unsafe<Digit>(
  t.Integer({
    minimum: 0,
    maximum: 9,
    description: 'A digit, 0 to 9',
    error: 'expected a digit from 0 to 9',
  }),
);

/** Problem details as RFC 9457 has them, and what we add. */
export const problem = t.Object(
  {
    type: t.String({ description: 'What kind of problem: an address that explains it' }),
    title: t.String({ description: 'The kind in words' }),
    status: t.Integer({ description: 'The HTTP status' }),
    detail: t.String({ description: 'What happened here, for people' }),
    instance: t.Optional(t.String({ description: 'The path that was asked for' })),
    requestId: t.Optional(t.String({ description: 'As in `X-Request-Id` and in the server’s log' })),
    errors: t.Optional(
      t.Array(t.Object({ field: t.String(), message: t.String() }), {
        description: 'Which fields were wrong',
      }),
    ),
    limit: t.Optional(
      t.Object(
        { setting: t.String(), actual: t.Number(), maximum: t.Number() },
        { description: 'The limit that was passed, and the setting that holds it' },
      ),
    ),
  },
  {
    title: 'Problem',
    description: 'Problem details (RFC 9457)',
    examples: [
      {
        type: '/problems/unsupported-format',
        title: 'Unsupported format',
        status: 415,
        detail: 'Cannot read HEIC: send PNG, JPEG or WebP',
        instance: '/predict',
        requestId: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55',
      },
    ],
  },
);
