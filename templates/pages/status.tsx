import type { LastHour } from '../../src/core/metrics/last-hour.ts';
import { Chart } from '../charts/figure.tsx';
import { across, Plot, upwards } from '../charts/plot.tsx';
import { round, ticksUpTo } from '../charts/scale.ts';
import { byteSize, count, duration, percent, timeOfDay, utc } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

export interface StatusProps {
  readonly site: Site;
  readonly now: Date;
  readonly version: string;
  /** The last sixty minutes of readings by the API. */
  readonly predictions: LastHour;
  /** Those of everything else. */
  readonly others: LastHour;
  readonly databaseBytes: number | undefined;
  readonly residentBytes: number | undefined;
  readonly startedAt: Date | undefined;
}

/** `/status`: how the last hour went, for whoever looks after this service. */
export function Status({ site, now, version, predictions, others, ...vitals }: StatusProps) {
  return (
    <Layout site={site} title="Status">
      <div class="lead">
        <h1>Status</h1>
        <p safe>{`The hour until ${utc(now)}. The same for machines is at /metrics.`}</p>
      </div>
      <section class="panel wide-table" aria-label="The last hour" tabindex="0">
        <table class="status-table">
          <thead>
            <tr>
              <td></td>
              <th scope="col" class="number">
                Requests
              </th>
              <th scope="col" class="number">
                A minute
              </th>
              <th scope="col" class="number">
                Half within
              </th>
              <th scope="col" class="number">
                90% within
              </th>
              <th scope="col" class="number">
                99% within
              </th>
              <th scope="col" class="number">
                Refused
              </th>
              <th scope="col" class="number">
                Failed
              </th>
            </tr>
          </thead>
          <tbody>
            <Row title="Readings" hour={predictions} />
            <Row title="Everything else" hour={others} />
          </tbody>
        </table>
      </section>
      <div class="charts">
        <Rate title="Readings by the minute" id="readings" hour={predictions} now={now} />
        <Rate title="Everything else by the minute" id="others" hour={others} now={now} />
      </div>
      <Facts site={site} version={version} {...vitals} />
    </Layout>
  );
}

function Row({ title, hour }: { title: string; hour: LastHour }) {
  const { p50, p90, p99 } = hour.latencyMs;
  const time = (ms: number | null) => (ms === null ? '–' : duration(ms));
  const share = (n: number) => (n === 0 ? '0' : `${count(n)} (${percent(n / hour.requests)})`);
  const cells = [
    count(hour.requests),
    (hour.requests / hour.minutes.length).toFixed(1),
    time(p50),
    time(p90),
    time(p99),
    share(hour.refused),
    share(hour.failed),
  ];
  return (
    <tr class={hour.failed > 0 ? 'failing' : undefined}>
      <th scope="row" safe>
        {title}
      </th>
      {cells.map((cell) => (
        <td class="number" safe>
          {cell}
        </td>
      ))}
    </tr>
  );
}

/** Bars of requests; those that failed stand in the colour of mistakes at their foot. */
function Rate({ title, id, hour, now }: { title: string; id: string; hour: LastHour; now: Date }) {
  const { minutes } = hour;
  const ticks = ticksUpTo(Math.max(1, ...minutes.map(({ requests }) => requests)));
  const y = upwards([0, ticks.at(-1) ?? 1]);
  const x = across([0, minutes.length]);
  const at = (i: number) => timeOfDay(new Date(now.getTime() - (minutes.length - 1 - i) * 60_000));
  const bar = (i: number, n: number, name: string) =>
    n === 0 ? (
      ''
    ) : (
      <rect
        class={`plot-bar ${name}`}
        x={round(x(i) + 0.5)}
        y={y(n)}
        width={round(x(1) - x(0) - 1)}
        height={round(y(0) - y(n))}
      />
    );
  return (
    <Chart
      id={id}
      title={title}
      hint={`${count(hour.requests)} in the last hour; ${count(hour.failed)} failed.`}
      columns={['Minute (UTC)', 'Requests', 'Refused', 'Failed']}
      rows={minutes.flatMap(({ requests, refused, failed }, i) =>
        requests === 0 ? [] : [[at(i), count(requests), count(refused), count(failed)]],
      )}
    >
      <Plot
        label={`Bars of requests a minute; ${count(hour.requests)} in all, ${count(hour.failed)} failed.`}
        xTitle="Minute (UTC)"
        yTitle="Requests"
        xTicks={[0, 15, 30, 45].map((i) => ({ at: x(i + 0.5), text: at(i) }))}
        yTicks={ticks.map((value) => ({ at: y(value), text: count(value) }))}
      >
        {minutes.map(({ requests }, i) => bar(i, requests, 'ok'))}
        {minutes.map(({ failed }, i) => bar(i, failed, 'failed'))}
      </Plot>
    </Chart>
  );
}

function Facts({
  site,
  version,
  databaseBytes,
  residentBytes,
  startedAt,
}: Pick<StatusProps, 'site' | 'version' | 'databaseBytes' | 'residentBytes' | 'startedAt'>) {
  const facts = [
    ['Inkwell', version],
    ['Model', `${site.model.name} ${site.model.version}`],
    ['Running since', startedAt === undefined ? 'not told' : utc(startedAt)],
    ['Database', databaseBytes === undefined ? 'not told' : byteSize(databaseBytes)],
    ['Memory', residentBytes === undefined ? 'not told' : byteSize(residentBytes)],
  ] as const;
  return (
    <dl class="status-facts">
      {facts.map(([term, value]) => (
        <div>
          <dt>{term}</dt>
          <dd safe>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
