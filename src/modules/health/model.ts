import { t } from 'elysia';

export const alive = t.Object(
  { status: t.Literal('alive') },
  { title: 'Alive', description: 'The process answers', examples: [{ status: 'alive' }] },
);

export const ready = t.Object(
  { status: t.Literal('ready'), checks: t.Array(t.String(), { description: 'What was tried just now' }) },
  {
    title: 'Ready',
    description: 'Everything works',
    examples: [{ status: 'ready', checks: ['accepting', 'model', 'database'] }],
  },
);
