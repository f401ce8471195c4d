interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, without the last, endless one. */
  readonly buckets?: readonly number[];
}

/** From a tenth of a millisecond to ten seconds. */
const durations = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;
const powersOfTwo = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const;

/**
 * Every metric that `/metrics` tells, by Prometheus' naming rules: base units, `_total` for counters. Each label has few
 * values: routes are patterns, never addresses; digits are ten and `none`.
 */
export const families = {
  inkwell_predictions_total: {
    type: 'counter',
    help: 'Predictions made and stored.',
    labels: ['model', 'digit', 'status'],
  },
  inkwell_inference_duration_seconds: {
    type: 'histogram',
    help: 'Time of one run of the network.',
    labels: [],
    buckets: durations,
  },
  inkwell_batch_size: {
    type: 'histogram',
    help: 'Inputs that one run of the network took.',
    labels: [],
    buckets: powersOfTwo,
  },
  inkwell_queue_depth: {
    type: 'gauge',
    help: 'Requests that wait for their turn.',
    labels: [],
  },
  inkwell_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the arrival of a request to its answer.',
    labels: ['method', 'route', 'status'],
    buckets: durations,
  },
  inkwell_http_requests_refused_total: {
    type: 'counter',
    help: 'Requests turned away before any work was done for them.',
    labels: ['reason'],
  },
  inkwell_sign_in_attempts_total: {
    type: 'counter',
    help: 'Attempts to sign in to the pages.',
    labels: ['result'],
  },
  inkwell_database_commit_duration_seconds: {
    type: 'histogram',
    help: 'Time of one commit, its sync to the disk included.',
    labels: [],
    buckets: durations,
  },
  inkwell_database_commit_changes: {
    type: 'histogram',
    help: 'Changes, of one caller each, that shared one commit.',
    labels: [],
    buckets: powersOfTwo,
  },
  inkwell_worker_restarts_total: {
    type: 'counter',
    help: 'Workers that broke down and were replaced.',
    labels: ['worker'],
  },
  inkwell_database_size_bytes: {
    type: 'gauge',
    help: 'Size of the database.',
    labels: [],
  },
  inkwell_build_info: {
    type: 'gauge',
    help: 'Always 1; its labels say what is running.',
    labels: ['version', 'model', 'model_sha256'],
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    help: 'Memory that the process holds.',
    labels: [],
  },
  process_start_time_seconds: {
    type: 'gauge',
    help: 'When the process began, in seconds since 1970.',
    labels: [],
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
export const familyNames = Object.keys(families) as FamilyName[];
export const familyOf = (name: FamilyName): Family => families[name];
