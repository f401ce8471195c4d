/** The parts of a request that are worth their own span. */
export type StepName = 'decode' | 'preprocess' | 'infer' | 'persist';

/** Where the steps of one request are noted. Times are those of `performance.now()`. */
export interface Timeline {
  step(name: StepName, begin: number, end: number): void;
}

/** One request's span. */
export interface RequestTrace extends Timeline {
  /** 32 hexadecimal digits: the caller's, or new. */
  readonly traceId: string;
  end(answer: { readonly method: string; readonly route: string; readonly status: number }): void;
}

/** Port: where traces go. There is none unless somebody asked for them, so that nothing is spent on them. */
export interface Tracer {
  begin(parent: TraceParent | undefined, begin: number): RequestTrace;
}

/** What a `traceparent` header says (W3C Trace Context). */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

const format = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Undefined for a header that is none: the trace then begins here. */
export function parseTraceParent(header: string | null): TraceParent | undefined {
  if (header === null) return undefined;
  const [, traceId, spanId, flags, more] = format.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (more !== undefined && header.startsWith('00')) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Does some work and notes how long it took; without a timeline it is the work alone, at no cost. */
export const timed = <T>(
  timeline: Timeline | undefined,
  name: StepName,
  work: () => T | Promise<T>,
): T | Promise<T> => (timeline === undefined ? work() : noted(timeline, name, work));

async function noted<T>(timeline: Timeline, name: StepName, work: () => T | Promise<T>): Promise<T> {
  const begin = performance.now();
  try {
    return await work();
  } finally {
    timeline.step(name, begin, performance.now());
  }
}
