import type { LibraryModel } from '../../src/core/model-library.ts';
import type { ReplayScope } from '../../src/core/replay/replay.ts';

/** A model as the pages show it. */
export interface ShownModel extends LibraryModel {
  readonly active: boolean;
  readonly previous: boolean;
}

const scopes: Readonly<Record<ReplayScope, string>> = {
  labelled: 'Readings with a label',
  recent: 'The newest 1,000',
  all: 'All readings',
};

export const modelName = ({ folder, identity }: Pick<LibraryModel, 'folder' | 'identity'>): string =>
  identity ? `${identity.name} ${identity.version}` : folder;

/** What can be done with a model: look at its card, replay stored pictures through it, promote it. */
export function ModelCard({ model }: { model: ShownModel }) {
  const { active, folder, previous, problem } = model;
  const url = `/models/${encodeURIComponent(folder)}`;
  const name = modelName(model);
  return (
    <section class={active ? 'panel model-card active' : 'panel model-card'} aria-label={name}>
      <h2>
        {problem === null ? (
          <a href={url} safe>
            {name}
          </a>
        ) : (
          <span safe>{name}</span>
        )}
        {active ? <span class="verdict right">reads now</span> : ''}
        {previous ? <span class="verdict">read before</span> : ''}
      </h2>
      <p class="code" safe>{`${folder}/`}</p>
      {problem === null ? (
        <Actions model={model} url={url} name={name} />
      ) : (
        <p class="model-problem">
          <strong>It cannot be used:</strong> <span safe>{problem}</span>
        </p>
      )}
    </section>
  );
}

function Actions({
  model: { active, previous },
  url,
  name,
}: {
  model: ShownModel;
  url: string;
  name: string;
}) {
  return (
    <div class="model-actions">
      <form method="post" action={`${url}/replay`} class="model-replay">
        <label>
          Compare on
          <select name="scope">
            {(['labelled', 'recent', 'all'] as const).map((scope) => (
              <option value={scope} safe>
                {scopes[scope]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button" aria-label={`Replay stored pictures through ${name}`}>
          Replay
        </button>
      </form>
      {active ? '' : <Promote url={url} name={name} previous={previous} />}
    </div>
  );
}

/** One click: no restart, no lost request, and one click back. */
export function Promote({ url, name, previous }: { url: string; name: string; previous: boolean }) {
  return (
    <form method="post" action={`${url}/promote`}>
      <button type="submit" class="button primary" safe>
        {previous ? `Roll back to ${name}` : `Promote ${name}`}
      </button>
    </form>
  );
}
