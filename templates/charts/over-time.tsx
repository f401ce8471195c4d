import type { Stretch } from '../../src/core/accuracy/series.ts';
import type { AccuracySummary } from '../../src/core/accuracy/summarise.ts';
import { count, day, percent } from '../format.ts';
import { Chart } from './figure.tsx';
import { across, Plot, sheet, type Tick, upwards } from './plot.tsx';
import { round, ticksUpTo } from './scale.ts';
import { short } from './short.ts';

/** How much was read, day by day (or week by week, where there are many). */
export function Volume({ series }: Pick<AccuracySummary, 'series'>) {
  const ticks = ticksUpTo(Math.max(...series.map((stretch) => stretch.count)));
  const y = upwards([0, ticks.at(-1) ?? 1]);
  const x = across([0, series.length]);
  const total = series.reduce((sum, stretch) => sum + stretch.count, 0);
  return (
    <Chart
      id="volume"
      title="How much was read?"
      hint={`${count(total)} pictures${spanWords(series)}, ${perStretch(series)}.`}
      columns={['From', 'Pictures']}
      rows={series.map(({ from, count: n }) => [day(from), count(n)])}
    >
      <Plot
        label={`Bars of how many pictures were read, ${perStretch(series)}; ${count(total)} in all.`}
        xTitle={axisTitle(series)}
        yTitle="Pictures"
        xTicks={dateTicks(series, (i) => x(i + 0.5))}
        yTicks={ticks.map((value) => ({ at: y(value), text: short(value) }))}
      >
        {series.map((stretch, i) =>
          stretch.count === 0 ? (
            ''
          ) : (
            <rect
              class="plot-bar ok"
              x={round(x(i) + gap(series))}
              y={y(stretch.count)}
              width={round(Math.min(40, x(i + 1) - x(i) - 2 * gap(series)))}
              height={round(y(0) - y(stretch.count))}
            />
          ),
        )}
      </Plot>
    </Chart>
  );
}

/** Mean confidence over time: a fall says that something changed, in the pictures or in the model. */
export function ConfidenceOverTime({ series }: Pick<AccuracySummary, 'series'>) {
  const means = series.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  const least = Math.min(...means, 1);
  const floor = [0.9, 0.75, 0.5, 0].find((one) => one <= least) ?? 0;
  const steps = Array.from({ length: 6 }, (_, i) => floor + ((1 - floor) * i) / 5);
  const y = upwards([floor, 1]);
  const x = across([0, series.length]);
  const points = series.map(({ confidence }, i) => ({ at: x(i + 0.5), confidence }));
  return (
    <Chart
      id="confidence-over-time"
      title="Does it stay as sure?"
      hint="Mean confidence of what was read. A lasting fall means that the pictures changed, or the model did."
      columns={['From', 'Mean confidence']}
      rows={series.map(({ from, confidence }) => [
        day(from),
        confidence === null ? '–' : percent(confidence),
      ])}
    >
      <Plot
        label={`A line of the mean confidence, ${perStretch(series)}, between ${percent(least)} and ${percent(Math.max(...means, 0))}.`}
        xTitle={axisTitle(series)}
        yTitle="Mean confidence"
        xTicks={dateTicks(series, (i) => x(i + 0.5))}
        yTicks={steps.map((share) => ({ at: y(share), text: `${Math.round(share * 100)}%` }))}
      >
        <path
          class="plot-line"
          d={linePath(
            points.map(({ at, confidence }) => (confidence === null ? null : ([at, y(confidence)] as const))),
          )}
        />
        {points.map(({ at, confidence }) =>
          confidence === null ? '' : <circle class="plot-dot" cx={at} cy={y(confidence)} r="2.5" />,
        )}
      </Plot>
    </Chart>
  );
}

/** A line through points, broken where there is none. */
function linePath(points: readonly (readonly [number, number] | null)[]): string {
  return points
    .map((point, i) => (point === null ? '' : `${points[i - 1] ? 'L' : 'M'}${point[0]} ${point[1]}`))
    .join('');
}

const gap = (series: readonly Stretch[]) => Math.min(1.5, (sheet.right - sheet.left) / series.length / 6);

const lengthOf = (series: readonly Stretch[]) => series[0]?.days ?? 1;

function perStretch(series: readonly Stretch[]): string {
  const days = lengthOf(series);
  if (series.length > 1 && days >= 364) return 'a bar a year';
  if (series.length > 1 && days >= 28) return 'a bar for four weeks';
  return series.length > 1 && days >= 7 ? 'week by week' : 'day by day';
}

const axisTitle = (series: readonly Stretch[]) => (lengthOf(series) > 1 ? 'From (UTC)' : 'Day (UTC)');

function spanWords(series: readonly Stretch[]): string {
  const [first, last] = [series[0], series.at(-1)];
  if (!first || !last) return '';
  const end = new Date(last.from.getTime() + (last.days - 1) * 86_400_000);
  return first.from.getTime() === end.getTime()
    ? ` on ${day(first.from)}`
    : ` from ${day(first.from)} to ${day(end)}`;
}

/** At most four dates, evenly spread. */
function dateTicks(series: readonly Stretch[], at: (index: number) => number): Tick[] {
  const step = Math.max(1, Math.ceil(series.length / 4));
  return series.flatMap(({ from }, i) =>
    i % step === 0 ? [{ at: at(i), text: day(from).replace(/ \d{4}$/, '') }] : [],
  );
}
