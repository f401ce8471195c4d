import type { Thresholds } from '../../src/core/classifier.ts';
import type { MeasuredShare, ModelCard, StageFacts } from '../../src/core/model-card.ts';
import type { ModelIdentity } from '../../src/core/prediction.ts';
import { byteSize, count, percent } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';
import { setWords } from '../words.ts';

export interface ModelProps {
  readonly site: Site;
  readonly card: ModelCard;
  readonly thresholds: Thresholds;
  /** The text of the card as HTML, already made safe. */
  readonly safeText: string | null;
  readonly identity: ModelIdentity;
  /** Whether it answers now. */
  readonly active: boolean;
}

/** `/model`: which networks read here, at what cost, how well, and what they are not good at. */
export function Model({ site, card, thresholds, safeText, identity, active }: ModelProps) {
  const { name, version, sha256 } = identity;
  return (
    <Layout site={site} title="The model" current="models">
      <div class="lead">
        <h1>The model</h1>
        <p>
          <span safe>{`${name} ${version}`}</span>{' '}
          {active ? 'reads every picture here.' : 'lies ready, but does not read here now.'}{' '}
          <a href="/models">All models</a>
        </p>
      </div>
      <div class="prose">
        <h2>Its networks</h2>
        <p>The first that is sure enough answers; only what it is not sure of goes on to the next.</p>
        <StagesTable stages={card.stages} />
        <p safe>
          {`An answer is called unsure below ${percent(thresholds.confidence)} confidence, or when the chance that it is a digit at all is below ${percent(thresholds.digitness)}.`}
        </p>
        {safeText ?? <Figures card={card} />}
        <h2>Which files exactly</h2>
        <p class="code">
          SHA-256 <span safe>{sha256}</span>
        </p>
      </div>
    </Layout>
  );
}

function StagesTable({ stages }: { stages: readonly StageFacts[] }) {
  return (
    <section class="wide-table" aria-label="Networks" tabindex="0">
      <table>
        <thead>
          <tr>
            <th>Network</th>
            <th class="number">Multiply-adds</th>
            <th class="number">Parameters</th>
            <th class="number">Size</th>
            <th>Answers</th>
          </tr>
        </thead>
        <tbody>
          {stages.map(({ name, multiplyAdds, parameters, bytes, accept }) => (
            <tr>
              <th scope="row" safe>
                {name}
              </th>
              <td class="number" safe>
                {count(multiplyAdds)}
              </td>
              <td class="number" safe>
                {count(parameters)}
              </td>
              <td class="number" safe>
                {byteSize(bytes)}
              </td>
              <td safe>{accept === null ? 'always' : `from ${percent(accept.confidence)} confidence`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The figures of `model.json`, for a model without a card that tells them. */
function Figures({ card }: { card: ModelCard }) {
  return (
    <>
      <Shares title="Digits read rightly" shares={card.digits} />
      <Shares title="Other things not taken for a digit" shares={card.nonDigits} />
    </>
  );
}

function Shares({ title, shares }: { title: string; shares: readonly MeasuredShare[] }) {
  if (shares.length === 0) return '';
  return (
    <>
      <h2 safe>{title}</h2>
      <section class="wide-table" aria-label={title} tabindex="0">
        <table>
          <thead>
            <tr>
              <th>Validation set</th>
              <th class="number">Pictures</th>
              <th class="number">Share</th>
              <th class="number">95% sure</th>
            </tr>
          </thead>
          <tbody>
            {shares.map(({ set, images, share, interval: [low, high] }) => (
              <tr>
                <th scope="row" safe>
                  {setWords[set] ?? set}
                </th>
                <td class="number" safe>
                  {count(images)}
                </td>
                <td class="number" safe>
                  {`${exact(share)}%`}
                </td>
                <td class="number" safe>
                  {`${exact(low)} – ${exact(high)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const exact = (share: number) => (share * 100).toFixed(2);
