import type { Status } from '../prediction.ts';
import { exposition } from './exposition.ts';
import { type FamilyName, familyOf } from './families.ts';
import {
  type Activity,
  answersThisMinute,
  createHourMemory,
  type LastHour,
  openHour,
  readHour,
} from './last-hour.ts';
import { createSeriesMemory, openSlot, readAll, type Series } from './series-memory.ts';

/** Shared by all threads of one service. Can be posted to a worker as it is. */
export interface MetricsMemory {
  readonly series: SharedArrayBuffer;
  readonly hour: SharedArrayBuffer;
}

/** What is only known at the moment when somebody asks. */
export interface Vitals {
  readonly databaseBytes?: number | undefined;
  readonly residentBytes?: number | undefined;
  readonly startedAtSeconds?: number | undefined;
}

export type RefusalReason = 'overload' | 'rate-limit' | 'unauthenticated' | 'forbidden';
export type WorkerKind = 'http' | 'background';

/** Counts, in this thread's own part of the memory: a few additions, no lock, no message. */
export interface Metrics {
  /** @param model name and version */
  prediction(model: string, digit: number | null, status: Status): void;
  /** @param route the pattern, e.g. `/predictions/:id`; never an address. */
  request(method: string, route: string, status: number, seconds: number): void;
  /** An answer, for the last hour's figures. */
  answered(activity: Activity, nowMs: number, status: number, durationMs: number): void;
  /** One run of the network over so many inputs. */
  inference(seconds: number, inputs: number): void;
  /** One commit of so many callers' changes. */
  commit(seconds: number, changes: number): void;
  /** How many wait in this thread now. */
  queueDepth(waiting: number): void;
  refused(reason: RefusalReason): void;
  signIn(result: 'ok' | 'failed' | 'limited'): void;
  workerRestarted(worker: WorkerKind): void;
  /** All threads together, in Prometheus' text format. */
  expose(build: { version: string; model: string; sha256: string }, vitals: Vitals): string;
  /** Sixty minutes of all threads together. */
  lastHour(activity: Activity, nowMs: number): LastHour;
  /** Answers of all threads in the minute that has begun; cheap enough to be asked all the time. */
  thisMinute(activity: Activity, nowMs: number): number;
}

/** @param slots how many threads will count: every worker, and the one that supervises. */
export const createMetricsMemory = (slots = 1): MetricsMemory => ({
  series: createSeriesMemory(slots),
  hour: createHourMemory(slots),
});

/** Models are switched by people, so they are few; a label must be bounded all the same. */
const mostModels = 16;

/** @param slot this thread's own: two writers in one would lose counts. A thread's successor takes over its slot. */
export function openMetrics(memory: MetricsMemory = createMetricsMemory(), slot = 0): Metrics {
  const own = openSlot(memory.series, slot);
  const models = new Map<string, string>();
  const boundedModel = (model: string) => {
    if (models.size < mostModels) models.set(model, model.replaceAll('\n', ' '));
    return models.get(model) ?? 'other';
  };
  const inferenceTime = own.series('inkwell_inference_duration_seconds');
  const batchSize = own.series('inkwell_batch_size');
  const commitTime = own.series('inkwell_database_commit_duration_seconds');
  const commitChanges = own.series('inkwell_database_commit_changes');
  const queue = own.series('inkwell_queue_depth');
  const count = (family: FamilyName, labels: string) => add(own.series(family, labels));
  const predictions = byThreeLabels((model, digit, status) =>
    own.series('inkwell_predictions_total', `${boundedModel(model)}\n${digit}\n${status}\n`),
  );
  const requests = byThreeLabels((method, route, status) =>
    own.series('inkwell_http_request_duration_seconds', `${method}\n${route}\n${status}\n`),
  );

  return {
    prediction: (model, digit, status) => add(predictions(model, digit ?? 'none', status)),
    request: (method, route, status, seconds) =>
      observe(requests(method, route, status), requestBuckets, seconds),
    answered: openHour(memory.hour, slot),
    inference(seconds, inputs) {
      observe(inferenceTime, inferenceBuckets, seconds);
      observe(batchSize, batchBuckets, inputs);
    },
    commit(seconds, changes) {
      observe(commitTime, commitBuckets, seconds);
      observe(commitChanges, changesBuckets, changes);
    },
    queueDepth(waiting) {
      queue.values[0] = waiting;
    },
    refused: (reason) => count('inkwell_http_requests_refused_total', `${reason}\n`),
    signIn: (result) => count('inkwell_sign_in_attempts_total', `${result}\n`),
    workerRestarted: (worker) => count('inkwell_worker_restarts_total', `${worker}\n`),
    expose: ({ version, model, sha256 }, { databaseBytes, residentBytes, startedAtSeconds }) =>
      exposition([
        ...readAll(memory.series),
        gauge('inkwell_build_info', 1, `${version}\n${model}\n${sha256}\n`),
        ...(databaseBytes === undefined ? [] : [gauge('inkwell_database_size_bytes', databaseBytes)]),
        ...(residentBytes === undefined ? [] : [gauge('process_resident_memory_bytes', residentBytes)]),
        ...(startedAtSeconds === undefined ? [] : [gauge('process_start_time_seconds', startedAtSeconds)]),
      ]),
    lastHour: (activity, nowMs) => readHour(memory.hour, activity, nowMs),
    thisMinute: (activity, nowMs) => answersThisMinute(memory.hour, activity, nowMs),
  };
}

const bucketsOf = (family: FamilyName) => familyOf(family).buckets ?? [];
const requestBuckets = bucketsOf('inkwell_http_request_duration_seconds');
const inferenceBuckets = bucketsOf('inkwell_inference_duration_seconds');
const batchBuckets = bucketsOf('inkwell_batch_size');
const commitBuckets = bucketsOf('inkwell_database_commit_duration_seconds');
const changesBuckets = bucketsOf('inkwell_database_commit_changes');

type Label = string | number;

/** Finds a series again without joining its labels to a key. They are bounded, as series are. */
function byThreeLabels(find: (a: string, b: Label, c: Label) => Series) {
  const known = new Map<string, Map<Label, Map<Label, Series>>>();
  return (a: string, b: Label, c: Label): Series => {
    const found = known.get(a)?.get(b)?.get(c);
    if (found !== undefined) return found;
    const series = find(a, b, c);
    const second = known.get(a) ?? new Map<Label, Map<Label, Series>>();
    const third = second.get(b) ?? new Map<Label, Series>();
    known.set(a, second.set(b, third.set(c, series)));
    return series;
  };
}

function add({ values }: Series): void {
  values[0] = (values[0] ?? 0) + 1;
}

function observe({ values }: Series, bounds: readonly number[], value: number): void {
  let i = 0;
  while (i < bounds.length && value > (bounds[i] ?? 0)) i++;
  values[i] = (values[i] ?? 0) + 1;
  const sum = values.length - 1;
  values[sum] = (values[sum] ?? 0) + value;
}

const gauge = (family: FamilyName, value: number, labels = '') => ({
  family,
  labels,
  values: Float64Array.of(value),
});
