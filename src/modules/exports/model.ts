import { t } from 'elysia';
import { notADigit, statuses } from '../../core/prediction.ts';

/** An empty value, as forms send it, says nothing. @param told what is taken; the handler judges it, and says what is wrong */
const text = (description: string, example: string, told: object = {}) =>
  t.Optional(t.String({ description, examples: [example], maxLength: 64, 'x-told': told }));

const oneOf = (...values: readonly string[]) => ({ enum: [...values, ''] });
const percentage = { pattern: '^(100|[0-9]{1,2}(\\.[0-9]{1,4})?)?$' };
const moment = { anyOf: [{ format: 'date' }, { format: 'date-time' }, { const: '' }] };

/** The filters of the history, by the names that its addresses have. */
const filters = {
  digit: text('Read as this digit', '7', { pattern: '^[0-9]?$' }),
  status: text('`ok`, `unsure`, `blank` or `multiple`', 'ok', oneOf(...statuses)),
  label: text('The true digit, `not-a-digit`, or `any` or `none`: whether one is known at all', 'any', {
    pattern: `^([0-9]|any|none|${notADigit})?$`,
  }),
  labelled: text(
    '`right` or `wrong`: labelled, and the answer agrees with the label or not',
    'wrong',
    oneOf('right', 'wrong'),
  ),
  sampled: text('`1`: of the random sample, `0`: not', '1', oneOf('0', '1')),
  model: text('Read by this version of the model', '1.0.0'),
  min: text('Least confidence, in percent', '50', percentage),
  max: text('Most confidence, in percent', '95', percentage),
  from: text('Made at this time or later (ISO 8601)', '2026-11-01', moment),
  until: text('Made before this time (ISO 8601)', '2026-12-01', moment),
};

/** The page names its download, to be told how far it is. */
const job = t.Optional(
  t.String({ description: 'A name for `/export/progress`', examples: ['a'], maxLength: 64 }),
);

export const csvQuery = t.Object({ ...filters, job });

export const jsonlQuery = t.Object({
  ...filters,
  images: text('`1`: with the pictures, in Base64', '1', oneOf('0', '1')),
  job,
});

export const pngQuery = t.Object({
  ...filters,
  pictures: text(
    '`uploaded`: the files as they were sent; `seen`: 28 × 28, as the network sees them',
    'seen',
    oneOf('uploaded', 'seen'),
  ),
  job,
});

export const idxQuery = t.Object({
  ...filters,
  test: text('Percentage for testing, 0 to 100; MNIST’s own is one in seven', '20', percentage),
  job,
});

/** A zip, as it comes. */
export const zip = t.Any({ format: 'binary', description: 'The zip, as it is made' });

/** Lines of text, as they come. */
export const lines = (description: string, example: string) =>
  t.Any({ type: 'string', description, examples: [example] });
