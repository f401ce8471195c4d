import { type FamilyName, familyNames, familyOf } from './families.ts';
import type { FoundSeries } from './series-memory.ts';

/** The media type of Prometheus' text format. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Series in Prometheus' text format: every family with its help and type, also one that nothing was counted in yet. */
export function exposition(series: readonly FoundSeries[]): string {
  const byFamily = Map.groupBy(series, ({ family }) => family);
  return familyNames.map((family) => familyText(family, byFamily.get(family) ?? emptyOf(family))).join('');
}

/** What has no labels is told as zero before it first happens: an absent series hides an increase. */
const emptyOf = (family: FamilyName): FoundSeries[] => {
  const { labels, buckets } = familyOf(family);
  return labels.length > 0
    ? []
    : [{ family, labels: '', values: new Float64Array((buckets?.length ?? -1) + 2) }];
};

function familyText(family: FamilyName, series: readonly FoundSeries[]): string {
  const { help, type } = familyOf(family);
  const lines = series
    .toSorted((a, b) => (a.labels < b.labels ? -1 : 1))
    .flatMap((one) =>
      type === 'histogram' ? histogramLines(one) : [line(family, pairsOf(one), one.values[0])],
    );
  return [`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`, ...lines, ''].join('\n');
}

function histogramLines(series: FoundSeries): string[] {
  const { family, values } = series;
  const { buckets = [] } = familyOf(family);
  const pairs = pairsOf(series);
  let count = 0;
  const lines = [...buckets, '+Inf'].map((bound, i) => {
    count += values[i] ?? 0;
    return line(`${family}_bucket`, [...pairs, `le="${bound}"`], count);
  });
  return [...lines, line(`${family}_sum`, pairs, values.at(-1)), line(`${family}_count`, pairs, count)];
}

const pairsOf = ({ family, labels }: FoundSeries): string[] => {
  const values = labels.split('\n');
  return familyOf(family).labels.map((name, i) => `${name}="${escaped(values[i] ?? '')}"`);
};

const line = (name: string, pairs: readonly string[], value = 0) =>
  `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
