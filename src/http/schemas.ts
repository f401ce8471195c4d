import { t } from 'elysia';
import { type Digit, type Label, notADigit } from '../core/prediction.ts';

/** A digit in a body. Not `t.UnionEnum`: that fills a missing digit in with a 0. */
export const digit = t.Unsafe<Digit>(
  t.Union(
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((one) => t.Literal(one)),
    { description: 'A digit, 0 to 9', error: 'expected a digit from 0 to 9' },
  ),
);

/** What an image truly shows, in a body. */
export const label = t.Unsafe<Label>(
  t.Union([...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((one) => t.Literal(one)), t.Literal(notADigit)], {
    description: `A digit, 0 to 9, or \`${notADigit}\``,
    error: `expected a digit from 0 to 9, or ${notADigit}`,
  }),
);

/** A whole number in an answer. Not `t.Integer`: that takes text as well, for which Elysia would walk through every answer once more. */
export const integer = (options: Parameters<typeof t.Number>[0] = {}) =>
  t.Unsafe<number>({ ...options, type: 'integer', [Symbol.for('TypeBox.Kind')]: 'Integer' });

/** A whole number in a query string. It has to know its own name: Elysia forgets where a number was out of range. */
export const integerInQuery = (name: string, options: Parameters<typeof t.Integer>[0]) =>
  t.Integer({ ...options, 'x-name': name });

/** A digit in a query string, where everything arrives as text. */
export const digitInQuery = (name: string, options: Parameters<typeof t.Integer>[0] = {}) =>
  t.Unsafe<Digit>(
    integerInQuery(name, { minimum: 0, maximum: 9, error: 'expected a digit from 0 to 9', ...options }),
  );

/** Which page of a list: a spread for `t.Object`. */
export const pageQuery = {
  limit: t.Optional(
    integerInQuery('limit', {
      minimum: 1,
      maximum: 100,
      default: 20,
      description: 'How many at once',
      examples: [20],
      error: 'expected a whole number from 1 to 100',
    }),
  ),
  cursor: t.Optional(
    t.String({
      description: 'Where to go on: `next` of the page before',
      examples: ['djE6MDE5OWUyZjUtNmMxZS03YjFhLTlkNTctMGMzZjZmMWMyYTU1'],
      maxLength: 512,
    }),
  ),
};

/** Told of a body that `readJson` reads: what it does not know is passed over, but nothing is nested. For a schema's options. */
export const flat = { 'x-told': { additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } } };

/** Problem details as RFC 9457 has them, and what we add. */
export const problem = t.Object(
  {
    type: t.String({ description: 'What kind of problem: an address that explains it' }),
    title: t.String({ description: 'The kind in words' }),
    status: integer({ description: 'The HTTP status' }),
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
  { title: 'Problem', description: 'Problem details (RFC 9457)' },
);

/** How a change of something that is addressed can fail: a spread for a route's `response`. */
export const changeProblems = {
  400: problem,
  404: problem,
  409: problem,
  413: problem,
  503: problem,
  507: problem,
};
