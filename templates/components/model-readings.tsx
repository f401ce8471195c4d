import type { ReplayedReading } from '../../src/core/replay-store.ts';
import type { StoredPrediction } from '../../src/core/store.ts';
import { percent } from '../format.ts';
import { headline } from '../words.ts';
import { When } from './when.tsx';

interface ModelReadingsProps {
  /** Every reading of one picture, the newest first. */
  readonly readings: readonly StoredPrediction[];
  /** What models said that read it again for comparison, the newest first. */
  readonly replayed: readonly ReplayedReading[];
  /** The one that the page is about. */
  readonly current: string;
}

/** What every model said of the same picture, one line each. */
export function ModelReadings({ readings, replayed, current }: ModelReadingsProps) {
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
          {replayed.map((reading) => (
            <tr>
              <th scope="row">
                <a href={`/models/replays/${reading.replayId}`} safe>
                  {headline({ ...reading, reading: reading.text === null ? null : { text: reading.text } })}
                </a>
              </th>
              <td class="number" safe>
                {reading.status === 'blank' ? '–' : percent(reading.confidence)}
              </td>
              <td safe>{`${reading.model.name} ${reading.model.version}, replayed`}</td>
              <td>
                <When date={reading.readAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
