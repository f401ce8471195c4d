import { Elysia } from 'elysia';
import { parseTraceParent, type RequestTrace, type Tracer } from '../core/trace.ts';

/** What is known of a request before anything is done for it. */
export interface RequestFacts {
  /** What the response, its problem and its log line share. */
  readonly id: string;
  /** `performance.now()` when it came. */
  readonly begin: number;
  /** Set when traces are exported. */
  readonly trace: RequestTrace | undefined;
  /** The caller's or our own; undefined when nobody traces. */
  readonly traceId: string | undefined;
}

const acceptable = /^[\w.~-]{1,128}$/;
/** On the request itself: a collector that has a `WeakMap` to look after needs a microsecond more for each. */
const facts = Symbol('facts');
interface Known extends Request {
  [facts]?: RequestFacts;
}

const note = (request: Known, known: RequestFacts): void => {
  request[facts] = known;
};

/** Undefined for a request that never passed `requestFacts`. */
export const factsOf = (request: Known): RequestFacts | undefined => request[facts];

/** Empty for a request that never passed `requestFacts`. */
export const requestIdOf = (request: Known): string => request[facts]?.id ?? '';

/** The caller's `X-Request-Id` when it is harmless, else a new one. */
export function newRequestId(headers: Headers): string {
  const given = headers.get('x-request-id');
  return given !== null && acceptable.test(given) ? given : crypto.randomUUID();
}

/** Gives every request its id, and sends it back on every response. */
export function requestFacts({ tracer }: { tracer: Tracer | undefined }) {
  return new Elysia({ name: 'request-facts' }).onRequest(({ request, set }) => {
    const { headers } = request;
    const begin = performance.now();
    const id = newRequestId(headers);
    const parent = parseTraceParent(headers.get('traceparent'));
    const trace = tracer?.begin(parent, begin);
    note(request, { id, begin, trace, traceId: trace?.traceId ?? parent?.traceId });
    set.headers['x-request-id'] = id;
  });
}
