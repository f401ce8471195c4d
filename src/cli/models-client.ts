import type { ReplayScope } from '../core/replay/replay.ts';
import type { AppDeps } from '../deps.ts';
import { presentModel, presentReplay } from '../modules/models/present.ts';
import { createReplays } from '../modules/models/replays.ts';
import { createModels } from '../modules/models/service.ts';
import type { Remote } from './remote.ts';

/** As the API tells them. */
export type ToldModel = ReturnType<typeof presentModel>;
export type ToldReplay = ReturnType<typeof presentReplay>;

/** What can be done with models, by a running service or by ourselves. */
export interface ModelsClient {
  list(): Promise<readonly ToldModel[]>;
  promote(folder: string): Promise<ToldModel>;
  replay(folder: string, scope: ReplayScope): Promise<ToldReplay>;
  find(replay: string): Promise<ToldReplay>;
}

/** Asks a running service. */
export function remoteModels(remote: Remote): ModelsClient {
  const ask = async <Body>(path: string, init?: RequestInit) =>
    (await (await remote.fetch(path, init)).json()) as Body;
  const send = (method: string, body: unknown): RequestInit => ({
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return {
    list: async () => (await ask<{ items: ToldModel[] }>('/models.json')).items,
    promote: (folder) => ask('/models/active', send('PUT', { folder })),
    replay: (folder, scope) => ask('/replays', send('POST', { folder, scope })),
    find: (id) => ask(`/replays/${id}`),
  };
}

/** Works on the database and the folders themselves. */
export function localModels(deps: AppDeps): ModelsClient {
  const service = createModels(deps);
  // Made when first needed: it goes on with replays that were cut off.
  let replays: ReturnType<typeof createReplays> | undefined;
  const replaying = () => {
    replays ??= createReplays(deps);
    return replays;
  };
  return {
    list: async () => (await service.list()).models.map(presentModel),
    async promote(folder) {
      await service.promote(folder);
      return presentModel(await service.find(folder));
    },
    replay: async (folder, scope) => presentReplay(await replaying().start(folder, scope)),
    find: async (id) => presentReplay(await replaying().find(id)),
  };
}
