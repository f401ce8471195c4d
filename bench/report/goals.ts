import { across, atLevel, type ContenderResult, type Result } from '../result.ts';

/** What was to be reached, what was reached. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly reached: string;
  readonly met: boolean;
}

const megabyte = 2 ** 20;

/** The goals of a two-core machine, as far as this run measured what they ask for. */
export function goals({ contenders, extras }: Result): Goal[] {
  const find = (id: string) => contenders.find((contender) => contender.id === id);
  const ours = find('inkwell');
  if (!ours) return [];
  const all: (Goal | null)[] = [
    ...ratioGoals(ours, find),
    atMost(
      'p50 at 1 connection',
      atLevel(ours, 1, ({ latency }) => latency.p50),
      0.6,
      'ms',
    ),
    lower('p99 at 32 connections', 'ms', ours, find('node-grouped'), (who) =>
      atLevel(who, 32, ({ latency }) => latency.p99),
    ),
    atMost(
      'p99 at half the maximum rate',
      across(ours, ({ half }) => half.latency.p99),
      3,
      'ms',
    ),
    lower('CPU per thousand predictions, 32 connections', 's', ours, find('node-grouped'), (who) =>
      atLevel(who, 32, ({ cpuPerThousand }) => cpuPerThousand),
    ),
    lower('command to first answer', 'ms', ours, find('node-single'), (who) =>
      across(who, ({ coldStartMs }) => coldStartMs),
    ),
    atMost('memory, idle (PSS)', across(ours, ({ idle }) => idle.pss) / megabyte, 180, 'MB'),
  ];
  const { million, batch, mixed, overload } = extras;
  const last = million?.memory.at(-1);
  if (last)
    all.push(
      atMost(`memory after ${last.predictions} predictions (PSS)`, last.memory.pss / megabyte, 260, 'MB'),
    );
  if (batch?.ofCeiling)
    all.push(atLeast('batch of 10,000, share of the bare loop', batch.ofCeiling * 100, 85, '%'));
  if (mixed) all.push(atMost('p99 of small pictures beside photographs', mixed.beside.latency.p99, 25, 'ms'));
  if (overload) {
    all.push(atMost('overload: p99 of what is accepted', overload.accepted.latency.p99, 250, 'ms'));
    all.push(atMost('overload: p99 of a refusal', overload.refused.latency.p99, 50, 'ms'));
  }
  return all.filter((goal) => goal !== null);
}

function ratioGoals(
  ours: ContenderResult,
  find: (id: string) => ContenderResult | undefined,
): (Goal | null)[] {
  const ratio = (id: string, connections: number, goal: number): Goal | null => {
    const peer = find(id);
    if (!peer) return null;
    const reached =
      atLevel(ours, connections, ({ perSecond }) => perSecond) /
      atLevel(peer, connections, ({ perSecond }) => perSecond);
    return atLeast(`requests/s at ${connections} connections ÷ ${peer.name}`, reached, goal, '×');
  };
  return [
    ratio('flask', 32, 10),
    ratio('node-single', 32, 4),
    ratio('node-grouped', 32, 1.75),
    ratio('node-grouped', 128, 2),
  ];
}

const figure = (value: number, unit: string) =>
  Number.isNaN(value)
    ? 'nothing measured'
    : `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;

function atMost(what: string, value: number, limit: number, unit: string): Goal {
  return { what, goal: `≤ ${limit} ${unit}`, reached: figure(value, unit), met: value <= limit };
}

function atLeast(what: string, value: number, limit: number, unit: string): Goal {
  return { what, goal: `≥ ${limit} ${unit}`, reached: figure(value, unit), met: value >= limit };
}

/** No more than a peer's in the same run. */
function lower(
  what: string,
  unit: string,
  ours: ContenderResult,
  peer: ContenderResult | undefined,
  value: (who: ContenderResult) => number,
): Goal | null {
  if (!peer) return null;
  const [mine, theirs] = [value(ours), value(peer)];
  return {
    what,
    goal: `≤ ${figure(theirs, unit)} (${peer.name})`,
    reached: figure(mine, unit),
    met: mine <= theirs,
  };
}
