import type { AccuracySummary } from '../../src/core/accuracy/summarise.ts';
import { wilson } from '../../src/core/statistics/wilson.ts';
import { count, percent } from '../format.ts';
import { Chart } from './figure.tsx';
import { across, Plot, sheet, upwards } from './plot.tsx';

const ticks = [0, 0.25, 0.5, 0.75, 1];
const whole = (share: number) => `${Math.round(share * 100)}%`;

/** Confidence against how often it was right: on the diagonal, confidence means what it says. */
export function Calibration({ calibration: { error, bins } }: Pick<AccuracySummary, 'calibration'>) {
  const x = across([0, 1]);
  const y = upwards([0, 1]);
  const filled = bins.filter((bin) => bin.count > 0);
  const most = Math.max(...filled.map((bin) => bin.count), 1);
  const marks = filled.map((bin) => {
    const [low, high] = wilson(Math.round(bin.accuracy * bin.count), bin.count);
    return { ...bin, low, high, radius: 2.5 + 4.5 * Math.sqrt(bin.count / most) };
  });
  const summary = `Confidence and accuracy are ${percent(error)} apart on average (expected calibration error).`;
  return (
    <Chart
      id="calibration"
      title="Is it as sure as it should be?"
      hint={`Answers of 90% confidence should be right nine times in ten: dots on the line. Whiskers are 95% intervals. ${summary}`}
      columns={['Confidence', 'Labelled digits', 'Mean confidence', 'Right', '95% interval']}
      rows={marks.map(({ from, to, count: n, confidence, accuracy, low, high }) => [
        `${whole(from)} – ${whole(to)}`,
        count(n),
        percent(confidence),
        percent(accuracy),
        `${percent(low)} – ${percent(high)}`,
      ])}
    >
      <Plot
        label={`Calibration plot. ${summary}`}
        xTitle="Confidence"
        yTitle="Right"
        xTicks={ticks.map((share) => ({ at: x(share), text: whole(share) }))}
        yTicks={ticks.map((share) => ({ at: y(share), text: whole(share) }))}
      >
        <line class="plot-ideal" x1={sheet.left} y1={sheet.bottom} x2={sheet.right} y2={sheet.top} />
        {marks.map(({ confidence, low, high }) => (
          <line class="plot-whisker" x1={x(confidence)} x2={x(confidence)} y1={y(low)} y2={y(high)} />
        ))}
        {marks.map(({ confidence, accuracy, radius }) => (
          <circle class="plot-dot" cx={x(confidence)} cy={y(accuracy)} r={radius.toFixed(1)} />
        ))}
      </Plot>
    </Chart>
  );
}
