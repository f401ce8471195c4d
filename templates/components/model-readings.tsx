import type { StoredPrediction } from '../../src/core/store.ts';
import { percent } from '../format.ts';
import { headline } from '../words.ts';
import { When } from './when.tsx';

interface ModelReadingsProps {
  /** Every reading of one picture, the newest first. */
  readonly readings: readonly StoredPrediction[];
  /** The one that the page is about. */
  readonly current: string;
}

/** What every model said of the same picture, one line each. */
export function ModelReadings({ readings, current }: ModelReadingsProps) {
  return (
    <section class="wide-table" aria-label="Every reading of this picture" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Answer</th>
            <th scope="col" class="number">
              Confidence
            </th>
            <th scope="col">Model</th>
            <th scope="col">Read</th>
          </tr>
        </thead>
        <tbody>
          {readings.map((reading) => (
            <tr>
              <th scope="row">
                <a
                  href={`/history/${reading.id}`}
                  aria-current={reading.id === current ? 'page' : undefined}
                  safe
                >
                  {headline(reading)}
                </a>
              </th>
              <td class="number" safe>
                {reading.status === 'blank' ? '–' : percent(reading.confidence)}
              </td>
              <td safe>{`${reading.model.name} ${reading.model.version}`}</td>
              <td>
                <When date={reading.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
