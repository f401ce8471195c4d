import { across, atLevel, type ContenderResult, type Result } from '../result.ts';
import { goals } from './goals.ts';

type Row = readonly string[];

/** The result as Markdown: for the terminal and for `result.md`. */
export function toText(result: Result): string {
  const { contenders, ceilings, skipped, extras } = result;
  const levels = [
    ...new Set(
      contenders.flatMap(({ rounds }) =>
        rounds.flatMap((round) => round.levels.map(({ connections }) => connections)),
      ),
    ),
  ];
  return [
    `${result.date.slice(0, 10)}, commit ${result.commit}, ${result.machine}. ${result.secondsPerLevel} s a level, ` +
      `${contenders[0]?.rounds.length ?? 0} interleaved rounds, medians. Pictures: ${result.pictures}.` +
      (result.quick ? ' A quick run: no figure to quote.' : ''),
    ...Object.entries(skipped).map(([name, why]) => `Left out: ${name}: ${why}.`),
    ...(contenders.length > 0
      ? [throughput(result, levels), latency(contenders, levels), costs(contenders), checks(contenders)]
      : []),
    ...(ceilings ? [limits(result)] : []),
    ...(Object.keys(extras).length > 0 ? [extraLines(result)] : []),
    ...(goals(result).length > 0 ? [goalTable(result)] : []),
  ].join('\n\n');
}

function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: Row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

const whole = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);

/** Requests a second; in brackets Inkwell's multiple of the peer. */
function throughput({ contenders, ceilings }: Result, levels: readonly number[]): string {
  const ours = contenders.find(({ id }) => id === 'inkwell');
  const limit = ceilings?.whole.all;
  const rows = contenders.map((contender) => [
    contender.name,
    ...levels.map((connections) => {
      const rate = atLevel(contender, connections, ({ perSecond }) => perSecond);
      if (contender === ours)
        return limit
          ? `${whole(rate)} (${((rate / limit) * 100).toFixed(0)} % of the bare loop)`
          : whole(rate);
      return ours
        ? `${whole(rate)} (${(atLevel(ours, connections, ({ perSecond }) => perSecond) / rate).toFixed(2)}×)`
        : whole(rate);
    }),
  ]);
  return table(['Requests/s (Inkwell’s multiple)', ...levels.map((n) => `${n} conn.`)], rows);
}

function latency(contenders: readonly ContenderResult[], levels: readonly number[]): string {
  const rows = contenders.map((contender) => [
    contender.name,
    ...levels.map((connections) =>
      (['p50', 'p95', 'p99'] as const)
        .map((name) => ms(atLevel(contender, connections, (level) => level.latency[name])))
        .join(' / '),
    ),
    `${ms(across(contender, ({ half }) => half.latency.p50))} / ${ms(across(contender, ({ half }) => half.latency.p99))}`,
  ]);
  return table(['p50 / p95 / p99 ms', ...levels.map((n) => `${n} conn.`), 'half rate, p50 / p99'], rows);
}

function costs(contenders: readonly ContenderResult[]): string {
  const ours = contenders.find(({ id }) => id === 'inkwell');
  const cpu = (who: ContenderResult) => atLevel(who, 32, ({ cpuPerThousand }) => cpuPerThousand);
  const rows = contenders.map((contender) => [
    contender.name,
    cpu(contender).toFixed(3) +
      (ours && contender !== ours ? ` (${(cpu(contender) / cpu(ours)).toFixed(2)}×)` : ''),
    atLevel(contender, 32, ({ generatorPerThousand }) => generatorPerThousand).toFixed(3),
    whole(across(contender, ({ coldStartMs }) => coldStartMs)),
    ...(['idle', 'loaded'] as const).map(
      (when) =>
        `${megabytes(across(contender, (round) => round[when].pss))} / ${megabytes(across(contender, (round) => round[when].rss))}`,
    ),
  ]);
  return table(
    [
      '',
      'CPU s per 1,000',
      'load generator’s',
      'first answer, ms',
      'idle MB (PSS / RSS)',
      'loaded MB (PSS / RSS)',
    ],
    rows,
  );
}

function checks(contenders: readonly ContenderResult[]): string {
  const rows = contenders.map(({ name, rounds }) => {
    const sum = (value: (check: (typeof rounds)[0]['check']) => number) =>
      whole(rounds.reduce((total, { check }) => total + value(check), 0));
    const failed = rounds.flatMap(({ check }) =>
      Object.entries(check.failed).map(([kind, count]) => `${kind} × ${count}`),
    );
    return [
      name,
      sum(({ sent }) => sent),
      sum(({ answered }) => answered),
      sum(({ rows: stored }) => stored),
      sum(({ compared }) => compared),
      sum(({ wrong }) => wrong),
      failed.join(', ') || 'none',
    ];
  });
  return table(
    ['Kept what it answered?', 'requests', 'answers', 'rows', 'compared', 'different', 'failures'],
    rows,
  );
}

function limits({ ceilings }: Result): string {
  if (!ceilings) return '';
  const { inference, whole: read, native, http, commits, storingNothing } = ceilings;
  return table(
    ['What each part reaches alone', 'per second'],
    [
      ['the deployed model, one core', whole(inference.one)],
      ['the deployed model, all cores', whole(inference.all)],
      ['decoding, preprocessing and the model, one core', whole(read.one)],
      ['decoding, preprocessing and the model, all cores', whole(read.all)],
      ...(native === null ? [] : [['the peers’ network in native ONNX Runtime, one core', whole(native)]]),
      ['HTTP and JSON (Elysia, one process, 32 connections)', whole(http)],
      ['commits of one row (SQLite, synced)', whole(commits.singly)],
      ['rows in commits of 32 (SQLite, synced)', whole(commits.grouped)],
      ...storingNothing.map(({ connections, perSecond, p99, cpuMicros }) => [
        `the service storing nothing, ${connections} connections (p99 ${ms(p99)} ms, ${whole(cpuMicros)} µs of CPU)`,
        whole(perSecond),
      ]),
    ],
  );
}

function extraLines({ extras: { overload, mixed, batch, million } }: Result): string {
  const lines: string[] = [];
  if (overload) {
    const { connections, accepted, refused } = overload;
    lines.push(
      `Overload, ${connections} connections: ${whole(accepted.perSecond)} accepted/s (p50 ${ms(accepted.latency.p50)}, p99 ${ms(accepted.latency.p99)} ms), ` +
        `${whole(refused.perSecond)} refused/s (p50 ${ms(refused.latency.p50)}, p99 ${ms(refused.latency.p99)} ms).`,
    );
  }
  if (mixed)
    lines.push(
      `Photographs of 12 megapixels beside 8 small connections: ${mixed.photos} read (p50 ${ms(mixed.photoMs.p50)} ms); small ones ` +
        `p50 ${ms(mixed.alone.latency.p50)} → ${ms(mixed.beside.latency.p50)}, p99 ${ms(mixed.alone.latency.p99)} → ${ms(mixed.beside.latency.p99)} ms, ` +
        `${whole(mixed.alone.perSecond)} → ${whole(mixed.beside.perSecond)}/s.`,
    );
  if (batch)
    lines.push(
      `POST /predict/batch of ${whole(batch.images)}: ${whole(batch.perSecond)} images/s` +
        (batch.ofCeiling === null ? '.' : `, ${(batch.ofCeiling * 100).toFixed(0)} % of the bare loop.`),
    );
  if (million)
    lines.push(
      `${whole(million.predictions)} predictions at ${whole(million.perSecond)}/s; memory (PSS) ` +
        `${million.memory.map(({ memory }) => megabytes(memory.pss)).join(', ')} MB after each tenth.`,
    );
  return lines.join('\n\n');
}

function goalTable(result: Result): string {
  return table(
    ['Goal', 'asked', 'reached', ''],
    goals(result).map(({ what, goal, reached, met }) => [what, goal, reached, met ? 'met' : 'missed']),
  );
}
