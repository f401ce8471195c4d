import { Elysia, t } from 'elysia';
import { NotFoundError } from '../../core/errors.ts';
import { type ProblemName, problems } from '../../http/problem-kinds.ts';
import { problem } from '../../http/schemas.ts';

const kind = t.Object(
  {
    type: t.String(),
    title: t.String(),
    status: t.Integer(),
    advice: t.String({ description: 'What to do about it' }),
  },
  {
    title: 'ProblemKind',
    description: 'A kind of problem',
    examples: [{ type: '/problems/conflict', ...problems.conflict }],
  },
);

/** The addresses that a problem's `type` names: each says what went wrong and what to do. */
export function problemPages() {
  return new Elysia({ name: 'problem-pages', tags: ['Problems'] }).get(
    '/problems/:name',
    ({ params: { name } }) => {
      if (!isKnown(name)) throw new NotFoundError('There is no such kind of problem');
      return { type: `/problems/${name}`, ...problems[name] };
    },
    {
      params: t.Object({ name: t.String({ description: 'Of a kind of problem', examples: ['conflict'] }) }),
      response: { 200: kind, 404: problem },
      detail: {
        summary: 'Explain a problem',
        description: `The kinds are ${Object.keys(problems).join(', ')}.`,
      },
    },
  );
}

const isKnown = (name: string): name is ProblemName => Object.hasOwn(problems, name);
