import type { Replay } from '../../src/core/replay/replay.ts';
import type { ReplayAnswerPage } from '../../src/core/replay-store.ts';
import { ChangeCard } from '../components/change-card.tsx';
import { Promote, type ShownModel } from '../components/model-card.tsx';
import { BeforeAfter, Progress } from '../components/replay-progress.tsx';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

export interface ReplayProps {
  readonly site: Site;
  readonly replay: Replay;
  readonly page: ReplayAnswerPage;
  /** Whether this is the first page of what changed. */
  readonly first: boolean;
  /** The replayed model, while its folder is there. */
  readonly model: ShownModel | null;
}

/** `/models/replays/{id}`: what another model says of stored pictures, beside what was said. */
export function ReplayPage(props: ReplayProps) {
  const { site, replay, model } = props;
  const name = `${replay.model.name} ${replay.model.version}`;
  const running = replay.state === 'running';
  return (
    <Layout site={site} title={`Replay through ${name}`} current="models" script="replay.js">
      <p class="back">
        <a href="/models">← Models</a>
      </p>
      <div class="lead">
        <h1 safe>{`What ${name} would say`}</h1>
        <p>Stored pictures, read again; nothing that was answered before is touched.</p>
      </div>
      <div id="replay" data-follow={running ? 'true' : undefined}>
        <section class="panel replay" aria-label="Progress">
          <Progress replay={replay} />
          {replay.error ? (
            <p class="model-problem">
              <strong>It stopped:</strong> <span safe>{replay.error}</span>
            </p>
          ) : (
            ''
          )}
          <div class="model-actions">
            <Stop replay={replay} />
            {running || !model || model.active || model.problem !== null ? (
              ''
            ) : (
              <Promote
                url={`/models/${encodeURIComponent(model.folder)}`}
                name={name}
                previous={model.previous}
              />
            )}
          </div>
          {running ? (
            <noscript>
              <p class="chart-hint">
                <a href={`/models/replays/${replay.id}`}>Load the page again</a> to see how far it is.
              </p>
            </noscript>
          ) : (
            ''
          )}
        </section>
        <section class="panel replay" aria-labelledby="accuracy">
          <h2 id="accuracy">Is it better?</h2>
          <BeforeAfter replay={replay} />
        </section>
        <Changes {...props} />
      </div>
    </Layout>
  );
}

function Stop({ replay: { id, state } }: { replay: Replay }) {
  if (state === 'done') return '';
  return state === 'running' ? (
    <form method="post" action={`/models/replays/${id}/cancel`}>
      <button type="submit" class="button">
        Cancel
      </button>
    </form>
  ) : (
    <form method="post" action={`/models/replays/${id}/resume`}>
      <button type="submit" class="button">
        Go on
      </button>
    </form>
  );
}

function Changes({ replay, page, first }: ReplayProps) {
  const url = `/models/replays/${replay.id}`;
  return (
    <section class="latest" aria-labelledby="changes">
      <h2 id="changes">Answers that change</h2>
      {page.items.length === 0 ? (
        <p class="chart-hint">
          {replay.state === 'running'
            ? 'None so far.'
            : first
              ? 'None: every answer is the same.'
              : 'No more.'}
        </p>
      ) : (
        <ul class="cards">
          {page.items.map((change) => (
            <li>
              <ChangeCard change={change} />
            </li>
          ))}
        </ul>
      )}
      {first && page.next === null ? (
        ''
      ) : (
        <nav class="paging" aria-label="Pages">
          {first ? (
            ''
          ) : (
            <a class="button" href={`${url}#changes`}>
              ← Newest
            </a>
          )}
          {page.next === null ? (
            ''
          ) : (
            <a class="button" rel="next" href={`${url}?before=${page.next}#changes`}>
              Older →
            </a>
          )}
        </nav>
      )}
    </section>
  );
}
