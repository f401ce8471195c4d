import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { families, familyNames } from '../../src/core/metrics/families.ts';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const dashboard = (await Bun.file(
  join(import.meta.dir, '../../ops/grafana-dashboard.json'),
).json()) as Dashboard;
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
/** Every metric by the names that it is told by, with its labels. */
const told = new Map<string, readonly string[]>();
for (const name of familyNames) {
  const { type, labels } = families[name];
  const names = type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name];
  for (const one of names) told.set(one, labels);
}

test('the dashboard asks for metrics that there are', () => {
  const asked = expressions.flatMap((expr) => expr.match(/\b(inkwell|process)_\w+/g) ?? []);
  expect(asked.filter((name) => !told.has(name))).toEqual([]);
});

test('and shows every one of them', () => {
  const shown = expressions.join('\n');
  expect(familyNames.filter((name) => !shown.includes(name))).toEqual([]);
});

test('labels that it groups by belong to their metric', () => {
  for (const expr of expressions) {
    const [name = ''] = expr.match(/\b(inkwell|process)_\w+/) ?? [];
    const [, by = ''] = /\bby \(([^)]*)\)/.exec(expr) ?? [];
    const labels = by.split(/,\s*/).filter((label) => label !== '' && label !== 'le');
    expect([expr, labels.filter((label) => !told.get(name)?.includes(label))]).toEqual([expr, []]);
  }
});
