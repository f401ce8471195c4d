import { type ReplayScope, replayScopes } from '../../core/replay/replay.ts';
import type { Share } from '../../core/statistics/share.ts';
import { defineCommand, UsageError } from '../command.ts';
import {
  localModels,
  type ModelsClient,
  remoteModels,
  type ToldModel,
  type ToldReplay,
} from '../models-client.ts';
import { openRuntime } from '../open-runtime.ts';
import { remoteHelp, remoteOf, remoteOptions } from '../remote.ts';
import type { Surroundings } from '../surroundings.ts';

type Around = Pick<Surroundings, 'print' | 'say' | 'progress'>;

export const models = defineCommand({
  name: 'models',
  summary: 'Lists models, replays stored pictures through one, promotes it',
  help: `Lists the models beside the active one, replays stored pictures through another, and promotes it.

Usage: bun run inkwell models [list] [--url URL] [--json]
       bun run inkwell models replay FOLDER [--scope SCOPE] [--url URL] [--json]
       bun run inkwell models promote FOLDER [--url URL] [--json]

FOLDER is the name of a folder in MODELS_DIR, as the list tells it. Replaying reads stored pictures again and touches nothing.
Promoting with --url changes a running service at once, without a restart; without, the next start uses the model.

  --scope SCOPE  what is read again: labelled (the default), recent (the newest 1,000), all
${remoteHelp}
  --json         JSON for programs

Examples
  bun run inkwell models
  bun run inkwell models replay inkwell-1.1 --scope labelled
  bun run inkwell models promote inkwell-1.1 --url http://localhost:3000

Exit status: 0 done, 1 it failed, 2 the command line is wrong.`,
  options: { ...remoteOptions, scope: { type: 'string', default: 'labelled' } },
  async run({ values, operands: [action = 'list', folder, ...more], ...around }) {
    const scope = scopeOf(values.scope);
    const act = actionOf(action, folder, more.length > 0);
    const remote = remoteOf(values, around.env);
    const run = (client: ModelsClient) => act(client, { scope, json: values.json }, around);
    if (remote) return run(remoteModels(remote));
    await using runtime = await openRuntime(around, { asPromoted: true });
    return await run(localModels(runtime.deps));
  },
});

interface Wishes {
  readonly scope: ReplayScope;
  readonly json: boolean;
}
type Action = (client: ModelsClient, wishes: Wishes, around: Around) => Promise<number>;

function scopeOf(value: string): ReplayScope {
  const scope = replayScopes.find((known) => known === value);
  if (scope) return scope;
  throw new UsageError(`Cannot replay with --scope ${value}: expected one of ${replayScopes.join(', ')}`);
}

function actionOf(action: string, folder: string | undefined, more: boolean): Action {
  if (action === 'list' && folder === undefined) return list;
  if (action === 'replay' && folder !== undefined && !more) return replay(folder);
  if (action === 'promote' && folder !== undefined && !more) return promote(folder);
  throw new UsageError('Cannot tell what to do with models: expected list, replay FOLDER or promote FOLDER');
}

async function list(client: ModelsClient, { json }: Wishes, { print }: Around): Promise<number> {
  const found = await client.list();
  for (const model of found) print(json ? JSON.stringify(model) : describe(model));
  return 0;
}

function describe({ folder, name, version, active, previous, problem, here }: ToldModel): string {
  const state = problem ?? (active ? 'active' : previous ? 'was active before' : 'ready');
  const figure = here?.sample ?? here?.all;
  const accuracy = figure && figure.total > 0 ? `\t${inWords(figure)} right here` : '';
  return `${folder}\t${name === null ? '–' : `${name} ${version}`}\t${state}${accuracy}`;
}

const promote =
  (folder: string): Action =>
  async (client, { json }, { print }) => {
    const model = await client.promote(folder);
    print(json ? JSON.stringify(model) : `${model.name} ${model.version} is active`);
    return 0;
  };

/** How often a replay is asked how far it is, in milliseconds. */
const pause = 200;

const replay =
  (folder: string): Action =>
  async (client, { scope, json }, { print, progress }) => {
    let state = await client.replay(folder, scope);
    const bar = progress('replaying', state.total);
    while (state.state === 'running') {
      bar.to(state.done);
      await new Promise((resolve) => setTimeout(resolve, pause));
      state = await client.find(state.id);
    }
    bar.end();
    print(json ? JSON.stringify(state) : summary(state));
    return state.state === 'done' ? 0 : 1;
  };

function summary({
  state,
  error,
  done,
  changed,
  unread,
  accuracy: { before, after, fixed, broken },
}: ToldReplay): string {
  const lines = [
    `${state}${error === null ? '' : `: ${error}`}`,
    `${done} read again, ${changed} changed, ${unread} could not be read`,
    ...(before.total === 0
      ? ['none of them has a label']
      : [
          `right before: ${inWords(before)}`,
          `right after:  ${inWords(after)}`,
          `${fixed} became right, ${broken} became wrong`,
        ]),
  ];
  return lines.join('\n');
}

const percent = (value = 0) => `${(value * 100).toFixed(2)}%`;

const inWords = ({
  right,
  total,
  share,
  interval: [low, high],
}: Omit<Share, 'interval'> & { interval: readonly number[] }) =>
  `${percent(share)} (${right} of ${total}, 95% interval ${percent(low)} – ${percent(high)})`;
