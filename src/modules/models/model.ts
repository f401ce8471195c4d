import { t } from 'elysia';
import type { Digit, Label, Status } from '../../core/prediction.ts';
import { statuses } from '../../core/prediction.ts';
import { type ReplayScope, type ReplayState, replayScopes, replayStates } from '../../core/replay/replay.ts';
import { digit, flat, pageQuery } from '../../http/schemas.ts';

const identity = { name: t.String(), version: t.String(), sha256: t.String() };
const share = t.Object({
  right: t.Integer(),
  total: t.Integer(),
  share: t.Number(),
  interval: t.Array(t.Number(), { minItems: 2, maxItems: 2, description: 'Wilson’s 95% interval' }),
});

const exampleIdentity = { name: 'inkwell', version: '1.1.0', sha256: '9c1185a5c5e9fc54…' };
const exampleShare = { right: 286, total: 290, share: 0.9862, interval: [0.9651, 0.9946] };
const exampleModel = {
  folder: 'inkwell-1.1',
  name: 'inkwell',
  version: '1.1.0',
  sha256: exampleIdentity.sha256,
  active: false,
  previous: false,
  problem: null,
  measured: [{ set: 'clean', images: 5000, share: 0.9974, interval: [0.9956, 0.9985] }],
  here: {
    predictions: 0,
    all: { ...exampleShare, right: 0, total: 0, share: 0, interval: [0, 1] },
    sample: null,
  },
};

/** A model that lies in a folder here. */
export const model = t.Object(
  {
    folder: t.String({ description: 'The name of its folder: how it is addressed' }),
    name: t.Nullable(t.String()),
    version: t.Nullable(t.String()),
    sha256: t.Nullable(t.String(), { description: 'Of the network’s files, in their order' }),
    active: t.Boolean({ description: 'Whether it answers now' }),
    previous: t.Boolean({ description: 'Whether it answered before: what a roll back goes to' }),
    problem: t.Nullable(t.String(), { description: 'Why it cannot be used' }),
    measured: t.Array(
      t.Object({
        set: t.String(),
        images: t.Integer(),
        share: t.Number(),
        interval: t.Array(t.Number(), { minItems: 2, maxItems: 2 }),
      }),
      { description: 'Digits read rightly, as its making measured it' },
    ),
    here: t.Nullable(
      t.Object({
        predictions: t.Integer(),
        all: share,
        sample: t.Nullable(share, { description: 'Of the random sample' }),
      }),
      { description: 'How well it read digits here, by labels; null when it never did' },
    ),
  },
  { title: 'Model', description: 'A model', examples: [exampleModel] },
);

export const modelList = t.Object(
  { items: t.Array(model) },
  { title: 'ModelList', description: 'All models', examples: [{ items: [exampleModel] }] },
);

export const activeModel = t.Object(
  { folder: t.String({ description: 'The name of its folder', minLength: 1, maxLength: 255 }) },
  {
    ...flat,
    title: 'ActiveModel',
    description: 'The model that answers',
    examples: [{ folder: 'inkwell-1.1' }],
  },
);

export const newReplay = t.Object(
  {
    folder: t.String({ description: 'Of the model that reads again', minLength: 1, maxLength: 255 }),
    scope: t.Optional(
      t.Unsafe<ReplayScope>(
        t.Union(
          replayScopes.map((scope) => t.Literal(scope)),
          {
            description: '`labelled`: readings with a label. `recent`: the newest 1,000. `all`: all of them',
            error: `expected one of ${replayScopes.join(', ')}`,
          },
        ),
      ),
    ),
  },
  {
    ...flat,
    title: 'NewReplay',
    description: 'Which model shall read what again',
    examples: [{ folder: 'inkwell-1.1', scope: 'labelled' }],
  },
);

export const replayState = t.Object(
  {
    state: t.Unsafe<'running' | 'cancelled'>(
      t.Union([t.Literal('running'), t.Literal('cancelled')], { error: 'expected running or cancelled' }),
    ),
  },
  {
    ...flat,
    title: 'ReplayState',
    description: 'What the replay shall be',
    examples: [{ state: 'cancelled' }],
  },
);

const exampleReplay = {
  id: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a57',
  model: exampleIdentity,
  scope: 'labelled',
  state: 'running',
  total: 1204,
  done: 512,
  changed: 9,
  unread: 0,
  accuracy: { before: exampleShare, after: exampleShare, fixed: 6, broken: 2 },
  error: null,
  startedAt: '2026-11-23T13:30:00.000Z',
  finishedAt: null,
};

export const replay = t.Object(
  {
    id: t.String(),
    model: t.Object(identity, { description: 'Who reads again' }),
    scope: t.Unsafe<ReplayScope>(t.Union(replayScopes.map((scope) => t.Literal(scope)))),
    state: t.Unsafe<ReplayState>(t.Union(replayStates.map((state) => t.Literal(state)))),
    total: t.Integer({ description: 'How many readings there were when it began' }),
    done: t.Integer(),
    changed: t.Integer({ description: 'Answers that are other ones than before' }),
    unread: t.Integer({ description: 'Pictures that could not be read again' }),
    accuracy: t.Object(
      { before: share, after: share, fixed: t.Integer(), broken: t.Integer() },
      { description: 'On readings with a label, so far' },
    ),
    error: t.Nullable(t.String()),
    startedAt: t.String({ format: 'date-time' }),
    finishedAt: t.Nullable(t.String({ format: 'date-time' })),
  },
  { title: 'Replay', description: 'Stored pictures, read again', examples: [exampleReplay] },
);

export const replayList = t.Object(
  { items: t.Array(replay) },
  { title: 'ReplayList', description: 'The newest replays', examples: [{ items: [exampleReplay] }] },
);

const status = t.Unsafe<Status>(t.Union(statuses.map((one) => t.Literal(one))));
const answer = {
  status,
  prediction: t.Nullable(t.Unsafe<Digit>(digit)),
  text: t.Nullable(t.String(), { description: 'What was read when there are several digits' }),
  confidence: t.Number(),
};
const exampleAnswer = { status: 'ok', prediction: 7, text: null, confidence: 0.98 };

export const replayAnswers = t.Object(
  {
    items: t.Array(
      t.Object({
        predictionId: t.String(),
        imageUrl: t.String(),
        label: t.Nullable(t.Unsafe<Label>(t.Union([digit, t.Literal('not-a-digit')]))),
        before: t.Object({ ...answer, model: t.Object(identity) }),
        after: t.Object(answer),
      }),
      { description: 'The newest readings first' },
    ),
    next: t.Nullable(t.String(), { description: 'The `cursor` of the next page; null on the last' }),
  },
  {
    title: 'ReplayAnswers',
    description: 'Answers that changed',
    examples: [
      {
        items: [
          {
            predictionId: '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55',
            imageUrl: '/images/0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a56',
            label: 7,
            before: { ...exampleAnswer, prediction: 1, confidence: 0.71, model: exampleIdentity },
            after: exampleAnswer,
          },
        ],
        next: null,
      },
    ],
  },
);

export const replayId = t.Object({
  id: t.String({ description: 'Of a replay', examples: [exampleReplay.id] }),
});

export const answersQuery = t.Object({
  ...pageQuery,
});
