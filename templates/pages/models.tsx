import type { ModelAccuracy } from '../../src/core/accuracy/summarise.ts';
import type { Replay } from '../../src/core/replay/replay.ts';
import { ModelCard, modelName, type ShownModel } from '../components/model-card.tsx';
import { ModelTable } from '../components/model-table.tsx';
import { Notice } from '../components/notice.tsx';
import { scopeWords } from '../components/replay-progress.tsx';
import { When } from '../components/when.tsx';
import { count } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

/** A model with how well it read here. */
export interface ListedModel extends ShownModel {
  readonly here: ModelAccuracy | null;
}

export interface ModelsProps {
  readonly site: Site;
  readonly list: {
    readonly models: readonly ListedModel[];
    /** Models that have read here, but lie in no folder any more. */
    readonly gone: readonly ModelAccuracy[];
  };
  readonly replays: readonly Replay[];
  /** Whether one was just promoted. */
  readonly promoted: boolean;
}

/** `/models`: which models there are, how good each is, and one click to change over. */
export function Models({ site, list: { models, gone }, replays, promoted }: ModelsProps) {
  const active = models.find((model) => model.active);
  return (
    <Layout site={site} title="Models" current="models">
      <div class="lead">
        <h1>Models</h1>
        <p
          safe
        >{`${site.model.name} ${site.model.version} reads every picture here. Others lie in folders beside it: drop another one in, and it appears.`}</p>
      </div>
      {promoted ? (
        <Notice
          tone="done"
          title={`${active ? modelName(active) : site.model.name} reads now.`}
          advice="Requests that were under way ended with the model before. It counts after a restart, too."
        />
      ) : (
        ''
      )}
      <div class="model-cards">
        {models.map((model) => (
          <ModelCard model={model} />
        ))}
      </div>
      <section class="panel side-by-side" aria-labelledby="side-by-side">
        <h2 id="side-by-side">Side by side</h2>
        <p class="chart-hint">
          What each model’s making measured, and how well it read here by the labels that people gave. For an
          exact comparison replay the same pictures through both.
        </p>
        <ModelTable models={models} gone={gone} />
      </section>
      {replays.length > 0 ? <Replays replays={replays} /> : ''}
    </Layout>
  );
}

const stateWords: Readonly<Record<Replay['state'], string>> = {
  running: 'running',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
};

function Replays({ replays }: Pick<ModelsProps, 'replays'>) {
  return (
    <section class="panel side-by-side" aria-labelledby="replays">
      <h2 id="replays">Replays</h2>
      <section class="wide-table" aria-label="All replays" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Through</th>
              <th scope="col">Began</th>
              <th scope="col" class="number">
                Read again
              </th>
              <th scope="col" class="number">
                Changed
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {replays.map(({ id, model, startedAt, done, total, scope, changed, state }) => (
              <tr>
                <th scope="row">
                  <a href={`/models/replays/${id}`} safe>
                    {`${model.name} ${model.version}`}
                  </a>
                </th>
                <td>
                  <When date={startedAt} short />
                </td>
                <td class="number" safe>
                  {`${count(done)} of ${count(Math.max(done, total))} ${scopeWords[scope]}`}
                </td>
                <td class="number" safe>
                  {count(changed)}
                </td>
                <td safe>{stateWords[state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
