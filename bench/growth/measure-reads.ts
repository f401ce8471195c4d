import type { AccuracyStore } from '../../src/core/accuracy-store.ts';
import type { PredictionFilter, PredictionStore } from '../../src/core/store.ts';

/** Milliseconds. */
export interface Latency {
  readonly what: string;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** What this process worked for it, at the median: tells on a busy machine what the clock cannot. */
  readonly cpu: number;
}

const day = 86_400_000;

/** Filters that people set, and some that nobody should: the rarest, the broadest, and several at once. */
export const filters = (now: number): [string, PredictionFilter][] => [
  ['no filter', {}],
  ['digit 3', { digit: 3 }],
  ['status ok', { status: 'ok' }],
  ['status multiple', { status: 'multiple' }],
  ['labelled', { label: 'any' }],
  ['not labelled', { label: 'none' }],
  ['label 3, read as 8', { label: 3, digit: 8 }],
  ['not a digit', { label: 'not-a-digit' }],
  ['wrong', { labelled: 'wrong' }],
  ['right', { labelled: 'right' }],
  ['random sample', { sampled: true }],
  ['model 0.9.0', { model: '0.9.0' }],
  ['confidence below 0.5', { maxConfidence: 0.5 }],
  ['confidence 0.973 to 0.974', { minConfidence: 0.973, maxConfidence: 0.974 }],
  ['a week in spring', { from: new Date(now - 200 * day), until: new Date(now - 193 * day) }],
  [
    'that week, wrong',
    { from: new Date(now - 200 * day), until: new Date(now - 193 * day), labelled: 'wrong' },
  ],
  ['a day without any', { until: new Date(now - 500 * day), digit: 1 }],
];

async function time(what: string, runs: number, work: (i: number) => Promise<unknown>): Promise<Latency> {
  const took: number[] = [];
  const worked: number[] = [];
  for (let i = 0; i < runs; i++) {
    const [begin, cpu] = [performance.now(), process.cpuUsage()];
    await work(i);
    took.push(performance.now() - begin);
    const { user, system } = process.cpuUsage(cpu);
    worked.push((user + system) / 1000);
  }
  return { what, p50: at(took, 0.5), p95: at(took, 0.95), max: at(took, 1), cpu: at(worked, 0.5) };
}

const at = (values: readonly number[], share: number) =>
  Number((values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0).toFixed(2));

export interface ReadOptions {
  readonly store: PredictionStore;
  readonly accuracy: AccuracyStore;
  readonly runs: number;
  readonly now: number;
  /** An id in the middle of nowhere: a year back at most. */
  readonly somewhere: () => string;
}

/** Every kind of read, one after the other; pages at the top and at random depth. */
export async function measureReads({
  store,
  accuracy,
  runs,
  now,
  somewhere,
}: ReadOptions): Promise<Latency[]> {
  const results: Latency[] = [];
  for (const [name, filter] of filters(now)) {
    results.push(await time(`page, ${name}`, runs, () => store.list({ ...filter, limit: 24 })));
    results.push(
      await time(`page deep down, ${name}`, runs, () =>
        store.list({ ...filter, limit: 24, before: somewhere() }),
      ),
    );
    results.push(await time(`count, ${name}`, Math.ceil(runs / 4), () => store.count(filter)));
  }
  const found: { id: string; image: string }[] = [];
  for (let i = 0; i < runs; i++) {
    const { items } = await store.list({ limit: 1, before: somewhere() });
    const [item] = items;
    if (item) found.push({ id: item.id, image: item.image.id });
  }
  const pick = (i: number) => found[i % found.length] ?? { id: '', image: '' };
  results.push(await time('one prediction', runs, (i) => store.find(pick(i).id)));
  results.push(await time('one image', runs, (i) => store.imageBytes(pick(i).image)));
  results.push(await time('readings of an image', runs, (i) => store.predictionsOf(pick(i).image)));
  results.push(await time('labels of an image', runs, (i) => store.labelHistory(pick(i).image)));
  results.push(await time('accuracy: tallies', Math.ceil(runs / 4), () => accuracy.tallies({})));
  results.push(await time('accuracy: days', Math.ceil(runs / 4), () => accuracy.days({})));
  return results;
}
