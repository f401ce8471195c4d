import type { AccuracySummary } from '../../src/core/accuracy/summarise.ts';
import { count } from '../format.ts';
import { Chart } from './figure.tsx';
import { across, Plot, upwards } from './plot.tsx';
import { round, ticksUpTo } from './scale.ts';
import { short } from './short.ts';

const whole = (share: number) => `${Math.round(share * 100)}%`;

/** How sure answers are: most should stand at the right. The height is logarithmic, for the few at the left are the interesting ones. */
export function Histogram({ histogram }: Pick<AccuracySummary, 'histogram'>) {
  const x = across([0, 1]);
  const high = Math.max(...histogram.map(({ ok, unsure }) => ok + unsure), 1);
  const decades = ticksUpTo(Math.log10(high + 1), 6);
  const y = upwards([0, decades.at(-1) ?? 1]);
  const height = (n: number) => y(Math.log10(n + 1));
  const total = histogram.reduce((sum, { ok, unsure }) => sum + ok + unsure, 0);
  const sure = histogram.at(-1);
  const top = sure && total > 0 ? (sure.ok + sure.unsure) / total : 0;
  return (
    <Chart
      id="confidence"
      title="How sure are its answers?"
      hint={`All answers of one digit, labelled or not; the lighter part is “unsure”. Each line up is ten times as many. ${whole(top)} are at least 95% sure.`}
      columns={['Confidence', 'Sure', 'Unsure']}
      rows={histogram.map(({ from, to, ok, unsure }) => [
        `${whole(from)} – ${whole(to)}`,
        count(ok),
        count(unsure),
      ])}
    >
      <Plot
        label={`Histogram of the confidence of ${count(total)} answers: ${whole(top)} are at least 95% sure.`}
        xTitle="Confidence"
        yTitle="Answers"
        xTicks={[0, 0.25, 0.5, 0.75, 1].map((share) => ({ at: x(share), text: whole(share) }))}
        yTicks={decades.map((power) => ({ at: y(power), text: power === 0 ? '0' : short(10 ** power) }))}
      >
        {histogram.map(({ from, to, ok, unsure }) => (
          <>
            <Bar left={x(from)} right={x(to)} from={y(0)} to={height(ok + unsure)} kind="unsure" />
            <Bar left={x(from)} right={x(to)} from={y(0)} to={height(ok)} kind="ok" />
          </>
        ))}
      </Plot>
    </Chart>
  );
}

interface BarProps {
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly to: number;
  readonly kind: 'ok' | 'unsure';
}

function Bar({ left, right, from, to, kind }: BarProps) {
  if (to >= from) return '';
  return (
    <rect
      class={`plot-bar ${kind}`}
      x={left + 1}
      y={to}
      width={round(right - left - 2)}
      height={round(from - to)}
    />
  );
}
