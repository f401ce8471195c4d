import { t } from 'elysia';
import { confusionAnswers, confusionLabels } from '../../core/accuracy/confusion.ts';
import type { Basis } from '../../core/accuracy/summarise.ts';

const share = (description: string) =>
  t.Object(
    {
      right: t.Integer(),
      total: t.Integer(),
      share: t.Number({ minimum: 0, maximum: 1 }),
      interval: t.Array(t.Number({ minimum: 0, maximum: 1 }), {
        minItems: 2,
        maxItems: 2,
        description: 'Wilson’s 95% interval of the share',
      }),
    },
    { description },
  );

const judgement = {
  labelled: t.Integer({ description: 'Readings with a label' }),
  digits: share('Digits read rightly, best guesses included'),
  standing: share('Right ones of all that were answered `ok`'),
  nonDigits: share('What is no digit and was not taken for one'),
  refused: share('Digits that were answered `unsure` or `blank`'),
};

const exampleShare = { right: 286, total: 290, share: 0.9862, interval: [0.9651, 0.9946] };
const none = { right: 0, total: 0, share: 0, interval: [0, 1] };
const exampleJudgement = {
  labelled: 290,
  digits: exampleShare,
  standing: { ...exampleShare, right: 281, total: 282 },
  nonDigits: none,
  refused: { right: 8, total: 290, share: 0.0276, interval: [0.0141, 0.0535] },
};
const exampleModel = { name: 'inkwell', version: '1.0.0', sha256: '156b8030…' };

/** The whole of `/accuracy`, for programs. */
export const accuracy = t.Object(
  {
    predictions: t.Integer({ description: 'All readings of the span, labelled or not' }),
    all: t.Object(judgement, { description: 'By all labels' }),
    sample: t.Object(
      { ...judgement, drawn: t.Integer({ description: 'Pictures in the random sample, labelled or not' }) },
      { description: 'By the random sample alone: unbiased by who labels' },
    ),
    belief: t.Object({
      which: t.Union([t.Literal('sample'), t.Literal('all'), t.Literal('neither')]),
      why: t.String({ description: 'Which of the two to believe, and why' }),
    }),
    models: t.Array(
      t.Object({
        model: t.Object({ name: t.String(), version: t.String(), sha256: t.String() }),
        predictions: t.Integer(),
        all: t.Object(judgement),
        sample: t.Object(judgement),
      }),
    ),
    confusion: t.Object(
      {
        labels: t.Array(t.Union([t.Integer(), t.String()]), { description: 'The rows: what is true' }),
        answers: t.Array(t.Union([t.Integer(), t.String()]), {
          description: 'The columns: what was answered',
        }),
        counts: t.Array(t.Array(t.Integer())),
      },
      { description: 'Of the labels that `basis` names' },
    ),
    calibration: t.Object({
      error: t.Number({ description: 'Expected calibration error, 0–1' }),
      bins: t.Array(
        t.Object({
          from: t.Number(),
          to: t.Number(),
          count: t.Integer(),
          confidence: t.Number({ description: 'Mean of the bin' }),
          accuracy: t.Number(),
        }),
      ),
    }),
    histogram: t.Array(t.Object({ from: t.Number(), to: t.Number(), ok: t.Integer(), unsure: t.Integer() }), {
      description: 'Confidences of all readings of one digit',
    }),
    series: t.Array(
      t.Object({
        from: t.String({ format: 'date-time' }),
        days: t.Integer({ description: 'How many days are drawn together' }),
        count: t.Integer(),
        confidence: t.Nullable(t.Number({ description: 'Mean' })),
      }),
    ),
  },
  {
    title: 'Accuracy',
    description: 'How well this installation reads, as far as labels tell',
    examples: [
      {
        predictions: 12_480,
        all: exampleJudgement,
        sample: { ...exampleJudgement, drawn: 300 },
        belief: { which: 'sample', why: 'Believe the random sample: chance chose its pictures. …' },
        models: [
          { model: exampleModel, predictions: 12_480, all: exampleJudgement, sample: exampleJudgement },
        ],
        confusion: {
          labels: [...confusionLabels],
          answers: [...confusionAnswers],
          counts: [[29, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]],
        },
        calibration: {
          error: 0.004,
          bins: [{ from: 0.95, to: 1, count: 270, confidence: 0.998, accuracy: 0.996 }],
        },
        histogram: [{ from: 0.95, to: 1, ok: 11_900, unsure: 0 }],
        series: [{ from: '2026-11-23T00:00:00.000Z', days: 1, count: 412, confidence: 0.981 }],
      },
    ],
  },
);

const day = (description: string) =>
  t.Optional(
    t.String({ description, examples: ['2026-11-01'], maxLength: 40, 'x-told': { format: 'date' } }),
  );

export const accuracyQuery = t.Object({
  from: day('The first day (UTC)'),
  until: day('The day after the last (UTC)'),
  model: t.Optional(
    t.String({ description: 'Read by this version of the model', examples: ['1.0.0'], maxLength: 64 }),
  ),
  basis: t.Optional(
    t.Unsafe<Basis>(
      t.Union([t.Literal('all'), t.Literal('sample')], {
        description: 'Which labels the confusion matrix and the calibration are made of',
        examples: ['sample'],
        error: 'expected all or sample',
      }),
    ),
  ),
});
